#include "all_rows.h"
#include "features/text/hybrid_mixture.h"
#include "features/text/word_vector_block.h"
#include "features/text/word_vectors.h"

#include "common/error.h"
#include "common/linear_algebra.h"
#include "common/seeded_random.h"
#include "files/npy.h"
#include "support/reference_matrices.h"
#include "support/temporary_folder.h"

#include <algorithm>
#include <cmath>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossview {
namespace {

void expectNear(const std::vector<double>& found, const nlohmann::json& expected) {
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i)
        EXPECT_NEAR(found[i], expected[i].get<double>(), 1e-9) << i; // the reference has some ten digits
}

TEST(HybridMixture, MakesTheFisherVectorsOfTheReference) {
    const nlohmann::json reference = test::referenceVectors()["hglmm"];
    HybridMixture mixture;
    mixture.median = test::matrixOf(reference["m"]);
    mixture.spread = test::matrixOf(reference["s"]);
    mixture.mean = test::matrixOf(reference["mu"]);
    mixture.variance = test::matrixOf(reference["var"]);
    for (const auto& row : reference["b_laplace"])
        for (const auto& value : row)
            mixture.isLaplacian.push_back(value.is_boolean() ? value.get<bool>() : value.get<int>() != 0);
    mixture.prior = reference["prior"].get<std::vector<double>>();
    const MatrixD words = test::matrixOf(reference["words"]);
    for (std::size_t w = 0; w < words.rows(); ++w)
        expectNear(mixture.posterior(words.row(w)), reference["posterior"][w]);
    expectNear(mixture.gradients(words), reference["fv_raw"]);
    expectNear(mixture.fisherVector(words), reference["fv_sqrt_l2"]);
    EXPECT_TRUE(std::ranges::all_of(mixture.fisherVector(MatrixD(0, words.cols())),
                                    [](double value) { return value == 0; }));
}

/// Log-likelihood of words under a mixture, in a loop.
double likelihood(const HybridMixture& mixture, const MatrixD& words) {
    double sum = 0;
    for (std::size_t w = 0; w < words.rows(); ++w) {
        double all = 0;
        for (std::size_t k = 0; k < mixture.centres(); ++k) {
            double density = mixture.prior[k];
            for (std::size_t c = 0; c < words.cols(); ++c) {
                const double x = words(w, c);
                density *=
                    mixture.isLaplacian[k * words.cols() + c]
                        ? std::exp(-std::abs(x - mixture.median(k, c)) / mixture.spread(k, c)) /
                              (2 * mixture.spread(k, c))
                        : std::exp(-std::pow(x - mixture.mean(k, c), 2) / (2 * mixture.variance(k, c))) /
                              std::sqrt(2 * M_PI * mixture.variance(k, c));
            }
            all += density;
        }
        sum += std::log(all);
    }
    return sum;
}

/// Two clouds far from each other: one dimension of the first is Laplacian, all others are Gaussian.
MatrixD twoClouds() {
    SeededRandom random(4);
    const auto gauss = [&] {
        return std::sqrt(-2 * std::log(1 - random.uniform())) * std::cos(2 * M_PI * random.uniform());
    };
    MatrixD words(4000, 2);
    for (std::size_t w = 0; w < words.rows(); ++w) {
        const bool first = w % 4 != 0;
        const double u = random.uniform() - 0.5;
        words(w, 0) = first ? 5 - 0.7 * std::copysign(std::log(1 - 2 * std::abs(u)), u) : -5 + gauss();
        words(w, 1) = (first ? 2 : -3) + 0.5 * gauss();
    }
    return words;
}

TEST(HybridMixture, FindsCentresWidthsAndDensities) {
    const MatrixD words = twoClouds();
    const HybridMixture found = fitMixture(MixtureKind::hybrid, words, 2, 1);
    const std::size_t a = found.prior[0] > found.prior[1] ? 0 : 1, b = 1 - a;
    EXPECT_NEAR(found.prior[a], 0.75, 0.01);
    EXPECT_NEAR(found.median(a, 0), 5, 0.1);
    EXPECT_NEAR(found.spread(a, 0), 0.7, 0.05);
    EXPECT_NEAR(found.mean(b, 0), -5, 0.1);
    EXPECT_NEAR(found.variance(b, 0), 1, 0.1);
    EXPECT_NEAR(found.mean(a, 1), 2, 0.05);
    EXPECT_NEAR(found.variance(a, 1), 0.25, 0.03);
    EXPECT_TRUE(found.isLaplacian[a * 2 + 0]);
    EXPECT_FALSE(found.isLaplacian[a * 2 + 1]);
    EXPECT_FALSE(found.isLaplacian[b * 2 + 0]);
    // More rounds never explain the words worse; the hybrid explains them better than Gaussians alone.
    const HybridMixture gaussian = fitMixture(MixtureKind::gaussian, words, 2, 1);
    EXPECT_GT(likelihood(found, words), likelihood(gaussian, words));
    EXPECT_THAT(gaussian.isLaplacian, testing::Each(false));
    double before = likelihood(fitMixture(MixtureKind::gaussian, words, 3, 2, 1), words);
    for (const int rounds : {2, 4, 8}) {
        const double now = likelihood(fitMixture(MixtureKind::gaussian, words, 3, 2, rounds), words);
        EXPECT_GE(now, before - 1e-6 * std::abs(before));
        before = now;
    }
    const HybridMixture again = fitMixture(MixtureKind::hybrid, words, 2, 1);
    EXPECT_EQ(again.median.values(), found.median.values());
}

TEST(HybridMixture, OfEqualWordsKeepsItsWidths) {
    const MatrixD words(10, 3);
    const HybridMixture found = fitMixture(MixtureKind::hybrid, words, 4, 1);
    EXPECT_THAT(found.spread.values(), testing::Each(1e-3));
    EXPECT_THAT(found.variance.values(), testing::Each(1e-3));
    for (const double value : found.fisherVector(words))
        EXPECT_TRUE(std::isfinite(value));
    EXPECT_THROW(fitMixture(MixtureKind::hybrid, MatrixD(0, 3), 4, 1), std::invalid_argument);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(fitMixture(MixtureKind::hybrid, words, 4, 1, 10, stop.get_token()), Cancelled);
}

double cosine(const WordVectors& vectors, const char* a, const char* b) {
    const auto rowOf = [&](const char* word) {
        return vectors.vectors().row(static_cast<std::size_t>(vectors.find(word)));
    };
    return double(dot(rowOf(a), rowOf(b)));
}

const std::vector<std::string_view> kTexts{
    "cat fur whiskers",  "dog fur whiskers",   "cat fur paws",       "dog fur paws",   "cat tail whiskers",
    "dog tail paws",     "car wheel engine",   "truck wheel engine", "car wheel road", "truck engine road",
    "car engine petrol", "truck wheel petrol", "once unicorn"};

TEST(WordVectors, WordsAmongTheSameOthersAreNear) {
    const WordVectors vectors = learnWordVectors(kTexts, 2, 4, 1);
    EXPECT_EQ(vectors.find("unicorn"), -1) << "it stands in one text only";
    EXPECT_GT(cosine(vectors, "cat", "dog"), 0.9);
    EXPECT_GT(cosine(vectors, "car", "truck"), 0.9);
    EXPECT_LT(cosine(vectors, "cat", "truck"), 0.2);
    for (std::size_t w = 0; w < vectors.size(); ++w)
        EXPECT_NEAR(dot(vectors.vectors().row(w), vectors.vectors().row(w)), 1, 1e-5);
    EXPECT_EQ(learnWordVectors(kTexts, 2, 4, 1).vectors().values(), vectors.vectors().values());
    EXPECT_THAT(vectors.unknownWords("A unicorn and a cat and a unicorn"), testing::ElementsAre("unicorn"));
    EXPECT_NEAR(vectors.knownShare("unicorn cat"), 0.5, 1e-12);
    EXPECT_EQ(vectors.wordsOf("cat unicorn cat").size(), 2U);
    EXPECT_EQ(learnWordVectors({}, 2, 4, 1).size(), 0U);
    EXPECT_EQ(learnWordVectors(kTexts, 1000, 4, 1).size(), 0U);
}

/// Every text describes a picture of its own; the last one is not learned from.
class WordFeatures : public testing::Test {
protected:
    WordFeatures() {
        std::vector<ImageItem> images;
        std::vector<SentenceItem> sentences;
        std::vector<Relation::Pair> pairs;
        for (std::size_t i = 0; i < kTexts.size(); ++i) {
            images.push_back({"picture" + std::to_string(i) + ".png", "", -1, "", Split::unused});
            sentences.push_back({std::string(kTexts[i]), ""});
            pairs.emplace_back(static_cast<std::int32_t>(i), static_cast<std::int32_t>(i));
        }
        m_dataset = {"texts", images, sentences, Relation(kTexts.size(), kTexts.size(), pairs), {}};
        m_splits.images.assign(kTexts.size(), Split::train);
        m_splits.images.back() = Split::test;
        m_options.components = 0;
        m_options.wordVectorSize = 4;
        m_options.fisherCentres = 2;
    }
    TextChain fit() {
        FittedTextChain fitted = TextChain::fit(m_options, m_dataset, m_splits, m_folder.path(), {}, {});
        m_rows = test::allRows(fitted);
        return fitted.chain();
    }

    Dataset m_dataset{"", {}, {}, {}, {}};
    SplitAssignment m_splits;
    TextFeatureOptions m_options;
    test::TemporaryFolder m_folder;
    Matrix m_rows;
};

TEST_F(WordFeatures, AreStoredAndReadAgainToTheBit) {
    for (const int kind : {0, 1, 2}) { // mean, Fisher, both
        m_options.meanVectorComponents = kind != 1 ? 3 : 0;
        m_options.fisherComponents = kind != 0 ? 5 : 0;
        const TextChain chain = fit();
        EXPECT_EQ(chain.dimensions(),
                  std::size_t(m_options.meanVectorComponents + m_options.fisherComponents));
        for (std::size_t i = 0; i + 1 < kTexts.size(); ++i) {
            EXPECT_NEAR(dot(m_rows.row(i), m_rows.row(i)), 1, 1e-5) << kTexts[i];
            const std::vector<float> row = chain.features(kTexts[i]);
            for (std::size_t c = 0; c < row.size(); ++c)
                EXPECT_NEAR(row[c], m_rows(i, c), 1e-5) << "a query goes through what stored sentences did";
        }
        EXPECT_THAT(std::vector(m_rows.row(kTexts.size() - 1).begin(), m_rows.row(kTexts.size() - 1).end()),
                    testing::Each(0.F))
            << "no word of it is known";
        EXPECT_THAT(chain.unknownWords("cat unicorn"), testing::ElementsAre("unicorn"));
        EXPECT_GT(dot(chain.features("cat paws"), chain.features("dog paws")),
                  dot(chain.features("cat paws"), chain.features("truck petrol")) + 0.3F);
        const auto stored = m_folder.path() / std::to_string(kind);
        std::filesystem::create_directory(stored);
        chain.save(stored);
        const TextChain again = TextChain::load(m_options, stored);
        EXPECT_EQ(again.features("cat whiskers road"), chain.features("cat whiskers road"));
    }
}

TEST_F(WordFeatures, WithoutWordsThatComeOftenTheyRemarkOnIt) {
    m_options.minimumCount = 1000;
    m_options.fisherComponents = 5;
    EXPECT_THROW(fit(), Error) << "no other block is on";
}

TEST_F(WordFeatures, WhatIsDamagedIsRefused) {
    m_options.fisherComponents = 5;
    const TextChain chain = fit();
    chain.save(m_folder.path());
    const auto refused = [&](const char* what) {
        try {
            TextChain::load(m_options, m_folder.path());
            ADD_FAILURE() << what;
        } catch (const Error& error) {
            EXPECT_THAT(error.what(), testing::HasSubstr(m_folder.path().string())) << what;
        }
        chain.save(m_folder.path());
    };
    writeNpy(m_folder.path() / "fisher-prior.npy", Matrix(1, 3));
    refused("another number of centres");
    writeNpy(m_folder.path() / "fisher-prior.npy", Matrix(1, 2));
    refused("priors of nothing");
    writeNpy(m_folder.path() / "fisher-mixture.npy", Matrix(10, 4));
    refused("widths of nothing");
    writeNpy(m_folder.path() / "fisher-vectors.npy", Matrix(2, 4));
    refused("fewer vectors than words");
    writeNpy(m_folder.path() / "fisher-mean.npy", Matrix(1, 7));
    refused("components of another width");
    std::filesystem::remove(m_folder.path() / "fisher-words.json");
    refused("no words");
}

} // namespace
} // namespace crossview
