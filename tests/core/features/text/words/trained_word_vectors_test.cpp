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

/// Every text for itself.
WordVectors trained(const Texts& texts, const WordTraining& how, const std::stop_token& stop = {}) {
    std::vector<std::vector<std::int32_t>> groups;
    for (std::size_t i = 0; i < texts.size(); ++i)
        groups.push_back({static_cast<std::int32_t>(i)});
    return trainWordVectors(texts, groups, how, stop);
}

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
    const WordVectors found = trained(kTexts, {.dimensions = 100, .window = window, .minimumCount = 1});
    ASSERT_EQ(found.words.size(), 8U);
    const auto information = bruteInformation(kTexts, window);
    MatrixD gram(8, 8);
    for (std::size_t i = 0; i < 8; ++i)
        for (std::size_t j = 0; j < 8; ++j)
            for (const std::string& context : found.words) {
                const auto value = [&](std::size_t word) {
                    const auto& row = information.at(found.words[word]);
                    return row.contains(context) ? row.at(context) : 0.0;
                };
                gram(i, j) += value(i) * value(j);
            }
    const SymmetricEigen eigen = symmetricEigen(gram, 8);
    for (std::size_t i = 0; i < 8; ++i)
        for (std::size_t j = 0; j < 8; ++j) {
            double expected = 0, product = 0;
            for (std::size_t k = 0; k < 8; ++k)
                expected +=
                    std::sqrt(std::max(eigen.values[k], 0.0)) * eigen.vectors(k, i) * eigen.vectors(k, j);
            for (std::size_t k = 0; k < found.vectors.cols(); ++k)
                product += double{found.vectors(i, k)} * double{found.vectors(j, k)};
            EXPECT_NEAR(product, expected, 1e-5) << found.words[i] << " and " << found.words[j];
        }
}

TEST(TrainedWordVectors, AreTheRootOfTheMutualInformation) {
    expectVectors(0);
}

TEST(TrainedWordVectors, LookOnlyIntoTheWindow) {
    expectVectors(1);
}

TEST(TrainedWordVectors, AreOfFrequentWordsTheMostFrequentFirst) {
    const WordVectors found = trained(kTexts, {.dimensions = 3, .minimumCount = 2});
    EXPECT_THAT(found.words, ElementsAre("red", "sky", "blue", "cloud", "flower", "garden", "rose"));
    EXPECT_EQ(found.vectors.cols(), 3U);
    EXPECT_THAT(trained({{"a", "a"}, {"b"}}, {.minimumCount = 1}).words, IsEmpty())
        << "no word stands beside another";
    EXPECT_THAT(trained({{"a", "a", "b"}, {"b"}}, {.minimumCount = 2}).words, IsEmpty())
        << "texts are counted, and a stands in one";
    EXPECT_THAT(trained({}, {}).words, IsEmpty());
}

TEST(TrainedWordVectors, AreTheSameWhateverTheSizeOfTheParts) {
    // More pairs than are sorted at once.
    Texts large;
    for (std::size_t i = 0; i < 800; ++i) {
        auto& text = large.emplace_back();
        for (std::size_t w = 0; w < 30; ++w)
            text.push_back("w" + std::to_string((i * 7 + w * w) % 50));
    }
    const WordVectors found = trained(large, {.dimensions = 50, .minimumCount = 1});
    ASSERT_EQ(found.words.size(), 50U);
    const auto information = bruteInformation(large, 0);
    for (std::size_t i = 0; i < 50; ++i) {
        double square = 0, length = 0;
        for (const auto& [context, value] : information.at(found.words[i]))
            square += value;
        for (const float value : found.vectors.row(i))
            length += double{value} * double{value};
        EXPECT_EQ(length > 0, square > 0);
    }
    const WordVectors again = trained(large, {.dimensions = 50, .minimumCount = 1});
    EXPECT_EQ(again.vectors.values(), found.vectors.values());
}

TEST(TrainedWordVectors, ReadTheTextsOfAGroupAsOne) {
    const Texts joined{{"red", "flower", "garden", "blue", "sky"}, {"blue", "sky", "bird"}};
    const Texts apart{{"red", "flower"}, {"garden"}, {"blue", "sky"}, {"bird"}};
    const WordVectors expected = trained(joined, {.dimensions = 100, .minimumCount = 1});
    const WordVectors found =
        trainWordVectors(apart, {{0, 1, 2}, {2, 3}}, {.dimensions = 100, .minimumCount = 1});
    EXPECT_THAT(found.words, testing::UnorderedElementsAreArray(expected.words));
    const auto product = [](const WordVectors& of, const std::string& one, const std::string& other) {
        const auto at = [&](const std::string& word) {
            return of.vectors.row(
                static_cast<std::size_t>(std::ranges::find(of.words, word) - of.words.begin()));
        };
        double sum = 0;
        for (std::size_t c = 0; c < of.vectors.cols(); ++c)
            sum += double{at(one)[c]} * double{at(other)[c]};
        return sum;
    };
    for (const std::string& one : expected.words)
        for (const std::string& other : expected.words)
            EXPECT_NEAR(product(found, one, other), product(expected, one, other), 1e-5)
                << one << ", " << other;
    EXPECT_THAT(trainWordVectors(apart, {{0, 1, 2}, {2, 3}}, {.minimumCount = 2}).words, IsEmpty())
        << "a word counts once a text, in however many groups that is";
}

TEST(TrainedWordVectors, Stop) {
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(trained(kTexts, {}, stop.get_token()), Cancelled);
}

} // namespace
} // namespace crossview
