#include "common/error.h"
#include "common/linear_algebra.h"
#include "features/image/conse.h"
#include "features/image/image_chain.h"
#include "support/temporary_folder.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

namespace crossview {
namespace {

constexpr std::size_t kClasses = 5;
constexpr std::size_t kFeatures = 6;
constexpr std::size_t kMeaning = 4;

Matrix randomMatrix(std::size_t rows, std::size_t cols, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal;
    Matrix matrix(rows, cols);
    for (float& value : matrix.values())
        value = normal(random);
    return matrix;
}

Matrix meanings() {
    Matrix rows = randomMatrix(kClasses, kMeaning, 1);
    normaliseRows(rows);
    return rows;
}

PhotoClassifier classifier(unsigned seed) {
    return {randomMatrix(kClasses, kFeatures, seed), randomMatrix(1, kClasses, seed + 1).values()};
}

TEST(Conse, IsTheMeanOfTheMeaningsWeightedByTheMeanOfTheClassifiers) {
    const Conse coder(meanings());
    const PhotoClassifier one = classifier(2);
    const PhotoClassifier two = classifier(4);
    const Matrix a = randomMatrix(3, kFeatures, 6);
    const Matrix b = randomMatrix(3, kFeatures, 7);
    Matrix sum(3, kClasses);
    coder.addLogits(one, a, sum);
    coder.addLogits(two, b, sum);
    const Matrix codes = coder.codes(sum, 2);
    for (std::size_t i = 0; i < 3; ++i) {
        std::vector<double> expected(kMeaning);
        for (std::size_t c = 0; c < kClasses; ++c) {
            double logit = one.bias[c] + two.bias[c];
            for (std::size_t k = 0; k < kFeatures; ++k)
                logit += one.weights(c, k) * a(i, k) + two.weights(c, k) * b(i, k);
            for (std::size_t d = 0; d < kMeaning; ++d) // mean of two, temperature 2
                expected[d] += std::exp(logit / 2 / 2) * coder.meanings()(c, d);
        }
        double length = 0;
        for (const double value : expected)
            length += value * value;
        for (std::size_t d = 0; d < kMeaning; ++d)
            EXPECT_NEAR(codes(i, d), expected[d] / std::sqrt(length), 1e-5); // float32 sums of a few values
    }
}

TEST(Conse, StaysFiniteForLogitsOfAnySize) {
    const Conse coder(meanings());
    const Matrix codes = coder.codes(Matrix(1, kClasses, {1e4F, -1e4F, 0, 9e3F, -1e30F}), 1);
    for (std::size_t d = 0; d < kMeaning; ++d)
        EXPECT_NEAR(codes(0, d), coder.meanings()(0, d), 1e-6) << "surely the first class";
}

TEST(Conse, RefusesAClassifierOfOtherClasses) {
    const Conse coder(meanings());
    Matrix sum(1, kClasses);
    EXPECT_THROW(coder.addLogits({Matrix(3, kFeatures), std::vector<float>(3)}, Matrix(1, kFeatures), sum),
                 Error);
    EXPECT_THROW(coder.addLogits(classifier(2), Matrix(1, kFeatures + 1), sum), Error);
}

/// A network that gives stored values, and what reads them.
class Classifying final : public PictureNetwork {
public:
    Classifying(const Matrix& values, const PhotoClassifier& classifier)
        : m_values(values), m_classifier(classifier) {}
    std::string settings() const override { return ""; }
    std::size_t dimensions() const override { return m_values.cols(); }
    std::vector<float> features(const cv::Mat& bgr) const override {
        const auto row = m_values.row(bgr.at<cv::Vec3b>(0, 0)[0]);
        return {row.begin(), row.end()};
    }
    bool hasClassifier() const override { return true; }
    const PhotoClassifier& classifier() const override { return m_classifier; }

private:
    const Matrix& m_values;
    const PhotoClassifier& m_classifier;
};

/// Two blocks: values without names, and values that a classifier reads.
class NamesInTheChain : public testing::Test {
protected:
    static constexpr std::size_t kPictures = 40;

    NamesInTheChain() {
        m_options.nameComponents = 3;
        m_options.lite0Components = 1; // names stand beside such a block only
        for (std::size_t i = 0; i < kPictures; ++i)
            m_training.push_back(static_cast<std::int32_t>(i));
        m_training.resize(30);
    }

    std::vector<RawBlock> blocks() const {
        // A picture is one pixel that says which row it stands for.
        const auto row = [](const Matrix& values) {
            return [&values](const cv::Mat& picture, std::span<float> out) {
                std::ranges::copy(values.row(picture.at<cv::Vec3b>(0, 0)[0]), out.begin());
            };
        };
        RawBlock seen = networkBlock("lite0", "EfficientNet-lite0",
                                     std::make_shared<const Classifying>(m_seen, m_classifier));
        seen.components = kFeatures;
        seen.dimensions = kFeatures;
        return {{"tiny", "tiny", "", 3, 2, 0, row(m_plain)}, seen};
    }
    ImageChain fit(Matrix& rows) const {
        return ImageChain::fit(m_options, blocks(), {m_plain, m_seen}, m_training, rows, Conse(meanings()),
                               {}, {});
    }

    ImageFeatureOptions m_options;
    Matrix m_plain = randomMatrix(kPictures, 3, 11);
    Matrix m_seen = randomMatrix(kPictures, kFeatures, 12);
    PhotoClassifier m_classifier = classifier(13);
    std::vector<std::int32_t> m_training;
    test::TemporaryFolder m_folder;
};

TEST_F(NamesInTheChain, AreTheLastPartOfEveryRow) {
    Matrix rows;
    const ImageChain chain = fit(rows);
    ASSERT_EQ(chain.dimensions(), 2 + kFeatures + 3);
    ASSERT_EQ(rows.cols(), chain.dimensions());
    EXPECT_EQ(chain.description(), "EfficientNet-lite0 + names + tiny, 11-D");
    double square = 0;
    for (const std::int32_t picture : m_training)
        for (std::size_t d = 0; d < 3; ++d)
            square += std::pow(rows(static_cast<std::size_t>(picture), 2 + kFeatures + d), 2);
    EXPECT_NEAR(square / static_cast<double>(m_training.size()), 1, 1e-4) << "weighs what other blocks do";
}

TEST_F(NamesInTheChain, AreTheSameForAQueryAndAfterAReload) {
    Matrix rows;
    const ImageChain chain = fit(rows);
    chain.save(m_folder.path());
    const ImageChain loaded = ImageChain::load(m_options, blocks(), m_folder.path());
    EXPECT_EQ(loaded.description(), chain.description());
    ASSERT_EQ(loaded.prototypes().rows(), kClasses);
    EXPECT_TRUE(std::ranges::equal(loaded.prototypes().row(2), chain.prototypes().row(2)));
    const auto file = m_folder.path() / "picture.png";
    cv::imwrite(file.string(), cv::Mat(1, 1, CV_8UC3, cv::Scalar::all(35)));
    const std::vector<float> query = loaded.features(file);
    ASSERT_EQ(query.size(), rows.cols());
    for (std::size_t d = 0; d < query.size(); ++d) // a query's values are rounded to half precision first
        EXPECT_NEAR(query[d], rows(35, d), 5e-3);
}

TEST_F(NamesInTheChain, RefuseFilesThatDoNotFit) {
    Matrix rows;
    fit(rows).save(m_folder.path());
    Conse(randomMatrix(kClasses, kMeaning + 1, 5)).save(m_folder.path());
    EXPECT_THROW(ImageChain::load(m_options, blocks(), m_folder.path()), Error);
    std::filesystem::remove(m_folder.path() / "name-meanings.npy");
    EXPECT_THROW(ImageChain::load(m_options, blocks(), m_folder.path()), Error);
}

TEST_F(NamesInTheChain, PrototypesAreCalledOneThingAndNothingElseIsKnownOfThem) {
    Matrix rows;
    const ImageChain chain = fit(rows);
    const SharedMatrix& prototypes = chain.prototypes();
    ASSERT_EQ(prototypes.rows(), kClasses);
    ASSERT_EQ(prototypes.cols(), chain.dimensions());
    // A picture whose classifier is sure of class 3 has the same names, but for a length of 0.7.
    m_classifier.weights = Matrix(kClasses, kFeatures);
    m_classifier.bias = {0, 0, 0, 100, 0};
    const auto file = m_folder.path() / "picture.png";
    cv::imwrite(file.string(), cv::Mat(1, 1, CV_8UC3, cv::Scalar::all(1)));
    const std::vector<float> sure = chain.features(file);
    for (std::size_t d = 0; d < chain.dimensions(); ++d)
        EXPECT_NEAR(prototypes.row(3)[d], d < 2 + kFeatures ? 0.F : 0.7F * sure[d], 1e-5) << "value " << d;
}

} // namespace
} // namespace crossview
