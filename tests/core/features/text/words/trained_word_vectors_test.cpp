#include "features/text/words/trained_word_vectors.h"

#include "common/decompositions.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossview {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Texts = std::vector<std::vector<std::string>>;

const Texts kTexts{{"red", "flower", "garden"}, {"red", "rose", "garden"}, {"blue", "sky", "cloud"},
                   {"blue", "sky", "bird"},     {"red", "flower", "rose"}, {"cloud", "sky", "red"}};

/// Positive pointwise mutual information written once more, by loops over pairs of words: [word][context].
std::map<std::string, std::map<std::string, double>> bruteInformation(const Texts& texts,
                                                                      std::size_t window) {
    std::map<std::string, std::map<std::string, double>> counts;
    std::map<std::string, double> total;
    for (const auto& text : texts)
        for (std::size_t i = 0; i < text.size(); ++i)
            for (std::size_t j = 0; j < text.size(); ++j) {
                const std::size_t apart = i > j ? i - j : j - i;
                if (text[i] == text[j] || (window > 0 && apart > window))
                    continue;
                counts[text[i]][text[j]] += 1;
                total[text[i]] += 1;
            }
    double smoothed = 0;
    for (const auto& [word, count] : total)
        smoothed += std::pow(count, 0.75);
    std::map<std::string, std::map<std::string, double>> information;
    for (const auto& [word, row] : counts)
        for (const auto& [context, count] : row)
            information[word][context] =
                std::max(0.0, std::log(count / (total[word] * std::pow(total[context], 0.75) / smoothed)));
    return information;
}

/// With all singular vectors kept, products of the trained vectors are those of |M| = (M^T M)^(1/2).
void expectVectors(std::size_t window) {
    const WordVectors trained =
        trainWordVectors(kTexts, {.dimensions = 100, .window = window, .minimumCount = 1});
    ASSERT_EQ(trained.words.size(), 8U);
    const auto information = bruteInformation(kTexts, window);
    MatrixD gram(8, 8);
    for (std::size_t i = 0; i < 8; ++i)
        for (std::size_t j = 0; j < 8; ++j)
            for (const std::string& context : trained.words) {
                const auto value = [&](std::size_t word) {
                    const auto& row = information.at(trained.words[word]);
                    return row.contains(context) ? row.at(context) : 0.0;
                };
                gram(i, j) += value(i) * value(j);
            }
    const SymmetricEigen eigen = symmetricEigen(gram, 8);
    for (std::size_t i = 0; i < 8; ++i)
        for (std::size_t j = 0; j < 8; ++j) {
            double expected = 0, found = 0;
            for (std::size_t k = 0; k < 8; ++k)
                expected +=
                    std::sqrt(std::max(eigen.values[k], 0.0)) * eigen.vectors(k, i) * eigen.vectors(k, j);
            for (std::size_t k = 0; k < trained.vectors.cols(); ++k)
                found += double{trained.vectors(i, k)} * double{trained.vectors(j, k)};
            EXPECT_NEAR(found, expected, 1e-5) << trained.words[i] << " and " << trained.words[j];
        }
}

TEST(TrainedWordVectors, AreTheRootOfTheMutualInformation) {
    expectVectors(0);
}

TEST(TrainedWordVectors, LookOnlyIntoTheWindow) {
    expectVectors(1);
}

TEST(TrainedWordVectors, AreOfFrequentWordsTheMostFrequentFirst) {
    const WordVectors trained = trainWordVectors(kTexts, {.dimensions = 3, .minimumCount = 2});
    EXPECT_THAT(trained.words, ElementsAre("red", "sky", "blue", "cloud", "flower", "garden", "rose"));
    EXPECT_EQ(trained.vectors.cols(), 3U);
    EXPECT_THAT(trainWordVectors({{"a", "a"}, {"b"}}, {.minimumCount = 1}).words, IsEmpty())
        << "no word stands beside another";
    EXPECT_THAT(trainWordVectors({{"a", "a", "b"}, {"b"}}, {.minimumCount = 2}).words, IsEmpty())
        << "texts are counted, and a stands in one";
    EXPECT_THAT(trainWordVectors({}, {}).words, IsEmpty());
}

TEST(TrainedWordVectors, AreTheSameWhateverTheSizeOfTheParts) {
    // More pairs than are sorted at once.
    Texts large;
    for (std::size_t i = 0; i < 800; ++i) {
        auto& text = large.emplace_back();
        for (std::size_t w = 0; w < 30; ++w)
            text.push_back("w" + std::to_string((i * 7 + w * w) % 50));
    }
    const WordVectors trained = trainWordVectors(large, {.dimensions = 50, .minimumCount = 1});
    ASSERT_EQ(trained.words.size(), 50U);
    const auto information = bruteInformation(large, 0);
    for (std::size_t i = 0; i < 50; ++i) {
        double square = 0, found = 0;
        for (const auto& [context, value] : information.at(trained.words[i]))
            square += value;
        for (const float value : trained.vectors.row(i))
            found += double{value} * double{value};
        EXPECT_EQ(found > 0, square > 0);
    }
    const WordVectors again = trainWordVectors(large, {.dimensions = 50, .minimumCount = 1});
    EXPECT_EQ(again.vectors.values(), trained.vectors.values());
}

TEST(TrainedWordVectors, Stop) {
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(trainWordVectors(kTexts, {}, stop.get_token()), Cancelled);
}

} // namespace
} // namespace crossview
