// Every R@K value of tests/data/reference_vectors.json: computed there by a loop in Python, float64.
#include "evaluation/recall.h"

#include "support/reference_matrices.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace crossview {
namespace {

using nlohmann::json;
using test::matrixOf;
using test::referenceVectors;

MatrixD transposed(const MatrixD& matrix) {
    MatrixD result(matrix.cols(), matrix.rows());
    for (std::size_t r = 0; r < matrix.rows(); ++r)
        for (std::size_t c = 0; c < matrix.cols(); ++c)
            result(c, r) = matrix(r, c);
    return result;
}

/// M [sentences, images] as the lists of matches of every sentence (or, transposed, of every image).
std::vector<std::vector<std::int32_t>> matchesOf(const MatrixD& relation) {
    std::vector<std::vector<std::int32_t>> matches(relation.rows());
    for (std::size_t r = 0; r < relation.rows(); ++r)
        for (std::size_t c = 0; c < relation.cols(); ++c)
            if (relation(r, c) != 0)
                matches[r].push_back(static_cast<std::int32_t>(c));
    return matches;
}

void expectRecall(const Recall& actual, const json& expected) {
    EXPECT_NEAR(actual.r1, expected.at("R@1").get<double>(), 1e-9);
    EXPECT_NEAR(actual.r5, expected.at("R@5").get<double>(), 1e-9);
    EXPECT_NEAR(actual.r10, expected.at("R@10").get<double>(), 1e-9);
    EXPECT_EQ(actual.medianRank, expected.at("medr").get<double>());
    EXPECT_NEAR(actual.meanRank, expected.at("meanr").get<double>(), 1e-9);
    EXPECT_NEAR(actual.meanReciprocalRank, expected.at("mrr").get<double>(), 1e-9);
}

void expectRanks(const std::vector<double>& actual, const json& expected) {
    EXPECT_EQ(actual, expected.get<std::vector<double>>());
}

TEST(RecallReference, AgreesOnEveryTieRuleOfTheEvaluationCase) {
    const json& block = referenceVectors().at("evaluation");
    const MatrixD distances = matrixOf(block.at("D_img_by_sent"));
    const MatrixD relation = matrixOf(block.at("M"));
    const std::vector<std::pair<TieRule, const char*>> rules = {{TieRule::index, "index"},
                                                                {TieRule::optimistic, "opt"},
                                                                {TieRule::pessimistic, "pess"},
                                                                {TieRule::mean, "mean"}};
    ASSERT_EQ(block.at("expected").size(), rules.size());
    for (const auto& [rule, name] : rules) {
        SCOPED_TRACE(name);
        const json& expected = block.at("expected").at(name);
        const auto imageRanks = ranksOfBestMatch(distances, matchesOf(transposed(relation)), rule);
        const auto sentenceRanks = ranksOfBestMatch(transposed(distances), matchesOf(relation), rule);
        expectRanks(imageRanks, expected.at("i2t_ranks"));
        expectRanks(sentenceRanks, expected.at("t2i_ranks"));
        expectRecall(recallFromRanks(imageRanks), expected.at("i2t"));
        expectRecall(recallFromRanks(sentenceRanks), expected.at("t2i"));
    }
}

TEST(RecallReference, AgreesOnEveryCase) {
    const json& cases = referenceVectors().at("cases");
    ASSERT_EQ(cases.size(), 11U);
    for (const json& entry : cases) {
        SCOPED_TRACE(entry.at("name").get<std::string>());
        const MatrixD images = matrixOf(entry.at("X"));
        const MatrixD sentences = matrixOf(entry.at("Y"));
        const MatrixD relation = matrixOf(entry.at("M"));
        MatrixD distances(images.rows(), sentences.rows());
        for (std::size_t i = 0; i < images.rows(); ++i)
            for (std::size_t j = 0; j < sentences.rows(); ++j)
                for (std::size_t c = 0; c < images.cols(); ++c)
                    distances(i, j) += std::pow(images(i, c) - sentences(j, c), 2);
        const json& expected = entry.at("expected").at("eval_index_ties");
        const auto imageRanks = ranksOfBestMatch(distances, matchesOf(transposed(relation)), TieRule::index);
        const auto sentenceRanks =
            ranksOfBestMatch(transposed(distances), matchesOf(relation), TieRule::index);
        expectRanks(imageRanks, expected.at("i2t_ranks"));
        expectRanks(sentenceRanks, expected.at("t2i_ranks"));

        // The same through float32 embeddings, blocks and both directions at once.
        std::vector<Relation::Pair> pairs;
        for (std::size_t j = 0; j < relation.rows(); ++j)
            for (std::size_t i = 0; i < relation.cols(); ++i)
                if (relation(j, i) != 0)
                    pairs.emplace_back(static_cast<std::int32_t>(i), static_cast<std::int32_t>(j));
        const auto toFloat = [](const MatrixD& matrix) {
            Matrix result(matrix.rows(), matrix.cols());
            for (std::size_t i = 0; i < matrix.size(); ++i)
                result.values()[i] = static_cast<float>(matrix.values()[i]);
            return result;
        };
        const RecallBothWays both =
            evaluateRecall(toFloat(images), toFloat(sentences),
                           Relation(images.rows(), sentences.rows(), std::move(pairs)), TieRule::index);
        expectRecall(both.imageToSentence, expected.at("i2t"));
        expectRecall(both.sentenceToImage, expected.at("t2i"));
        EXPECT_NEAR(both.sum(), expected.at("rsum").get<double>(), 1e-9);
    }
}

} // namespace
} // namespace crossview
