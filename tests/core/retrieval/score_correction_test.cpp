// Corrections of hubs against tests/data/reference_vectors.json, and against the formulas written out.
#include "retrieval/score_correction.h"

#include "common/error.h"
#include "support/random_rows.h"
#include "support/reference_matrices.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>

namespace crossview {
namespace {

using test::expectNear;
using test::matrixOf;
using test::randomUnitRows;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

const nlohmann::json& reference() {
    return test::referenceVectors().at("options");
}

MatrixD corrected(const ScoreCorrection& correction, MatrixD similarities) {
    for (std::size_t query = 0; query < similarities.rows(); ++query)
        correction.correct(similarities.row(query));
    return similarities;
}

/// The published scores of inverted softmax and QB-Norm: e^(beta score).
MatrixD exponentiated(MatrixD scores, double beta) {
    for (double& score : scores.values())
        score = std::exp(beta * score);
    return scores;
}

MatrixD dotProducts(const Matrix& a, const Matrix& b) {
    MatrixD products(a.rows(), b.rows());
    for (std::size_t i = 0; i < a.rows(); ++i)
        for (std::size_t j = 0; j < b.rows(); ++j)
            for (std::size_t c = 0; c < a.cols(); ++c)
                products(i, j) += double(a(i, c)) * double(b(j, c));
    return products;
}

double meanOfLargest(std::vector<double> values, std::size_t k) {
    std::sort(values.rbegin(), values.rend());
    k = std::min(k, values.size());
    double sum = 0;
    for (std::size_t i = 0; i < k; ++i)
        sum += values[i];
    return sum / double(k);
}

std::vector<double> column(const MatrixD& matrix, std::size_t c) {
    std::vector<double> values;
    for (std::size_t r = 0; r < matrix.rows(); ++r)
        values.push_back(matrix(r, c));
    return values;
}

std::size_t nearest(std::span<const double> row) {
    return static_cast<std::size_t>(std::max_element(row.begin(), row.end()) - row.begin());
}

/// The published formula of each correction, without blocks, heaps or logarithms.
MatrixD byFormula(const CorrectionOptions& options, const MatrixD& queries, const MatrixD& bank) {
    MatrixD scores = queries;
    for (std::size_t q = 0; q < queries.rows(); ++q) {
        bool isActive = options.kind != Correction::qbNorm;
        for (std::size_t b = 0; b < bank.rows(); ++b)
            isActive = isActive || nearest(bank.row(b)) == nearest(queries.row(q));
        const auto row = queries.row(q);
        const double own = meanOfLargest({row.begin(), row.end()}, options.neighbours);
        for (std::size_t g = 0; g < queries.cols(); ++g) {
            if (options.kind == Correction::csls) {
                scores(q, g) = 2 * queries(q, g) - own - meanOfLargest(column(bank, g), options.neighbours);
                continue;
            }
            double sum = 0;
            for (std::size_t b = 0; b < bank.rows(); ++b)
                sum += std::exp(options.beta * bank(b, g));
            scores(q, g) = std::exp(options.beta * queries(q, g)) / (isActive ? sum : 1);
        }
    }
    return scores;
}

TEST(ScoreCorrection, AgreesWithTheReferenceOnCsls) {
    const MatrixD s = matrixOf(reference().at("S"));
    const auto correction = ScoreCorrection::ofSimilarities({Correction::csls, 2, 20}, s);
    expectNear(corrected(correction, s), matrixOf(reference().at("csls_k2")), 1e-9);
}

TEST(ScoreCorrection, AgreesWithTheReferenceOnInvertedSoftmax) {
    const MatrixD s = matrixOf(reference().at("S"));
    const auto overQueries = ScoreCorrection::ofSimilarities({Correction::invertedSoftmax, 10, 20}, s);
    expectNear(exponentiated(corrected(overQueries, s), 20),
               matrixOf(reference().at("inverted_softmax_beta20")), 1e-9);
    const auto overBank = ScoreCorrection::ofSimilarities({Correction::invertedSoftmax, 10, 20},
                                                          matrixOf(reference().at("bank")));
    expectNear(exponentiated(corrected(overBank, s), 20),
               matrixOf(reference().at("inverted_softmax_bank_beta20")), 1e-9);
}

TEST(ScoreCorrection, AgreesWithTheReferenceOnQbNorm) {
    const auto correction =
        ScoreCorrection::ofSimilarities({Correction::qbNorm, 10, 20}, matrixOf(reference().at("bank")));
    expectNear(exponentiated(corrected(correction, matrixOf(reference().at("S"))), 20),
               matrixOf(reference().at("qbnorm_dis_beta20_k1")), 1e-9);
}

TEST(ScoreCorrection, OfRowsInBlocksIsTheFormula) {
    // 16 MiB hold 69 bank queries of 30,000 items: three blocks, the last one short.
    const Matrix items = randomUnitRows(30000, 6, 1);
    const Matrix bank = randomUnitRows(150, 6, 2);
    const Matrix queries = randomUnitRows(3, 6, 3);
    const MatrixD ofQueries = dotProducts(queries, items);
    const MatrixD ofBank = dotProducts(bank, items);
    for (const CorrectionOptions options :
         {CorrectionOptions{Correction::csls, 7, 20}, CorrectionOptions{Correction::invertedSoftmax, 10, 30},
          CorrectionOptions{Correction::qbNorm, 10, 12}}) {
        SCOPED_TRACE(toString(options.kind));
        const ScoreCorrection correction = ScoreCorrection::ofBank(options, bank, items);
        EXPECT_EQ(correction.bankQueries(), 150U);
        MatrixD scores = corrected(correction, ofQueries);
        if (options.kind != Correction::csls)
            scores = exponentiated(std::move(scores), options.beta);
        expectNear(scores, byFormula(options, ofQueries, ofBank), 1e-9);
    }
}

TEST(ScoreCorrection, OfQbNormLeavesQueriesAloneWhoseNearestItemTheBankNeverFinds) {
    const MatrixD bank(2, 3, {0.9, 0.1, 0.2, 0.8, 0.3, 0.1}); // both find item 0
    const auto correction = ScoreCorrection::ofSimilarities({Correction::qbNorm, 10, 20}, bank);
    const MatrixD found(1, 3, {0.7, 0.6, 0.1});
    const MatrixD other(1, 3, {0.6, 0.7, 0.1});
    EXPECT_EQ(corrected(correction, other).values(), other.values());
    EXPECT_EQ(nearest(corrected(correction, found).row(0)), 1U) << "the hub steps back";
}

TEST(ScoreCorrection, DoesNotOverflow) {
    const MatrixD bank(1, 2, {1.0, -1.0});
    const auto correction = ScoreCorrection::ofSimilarities({Correction::invertedSoftmax, 10, 5000}, bank);
    const MatrixD scores = corrected(correction, MatrixD(1, 2, {0.5, -0.25}));
    EXPECT_NEAR(scores(0, 0), -0.5, 1e-12);
    EXPECT_NEAR(scores(0, 1), 0.75, 1e-12);
}

TEST(ScoreCorrection, TakesWhatThereIsWhereTheBankIsSmall) {
    const MatrixD bank(1, 2, {0.5, 0.25});
    const auto correction = ScoreCorrection::ofSimilarities({Correction::csls, 10, 20}, bank);
    const MatrixD scores = corrected(correction, MatrixD(1, 2, {0.5, 0.25}));
    EXPECT_NEAR(scores(0, 0), 1 - 0.375 - 0.5, 1e-12);
    EXPECT_NEAR(scores(0, 1), 0.5 - 0.375 - 0.25, 1e-12);
}

TEST(ScoreCorrection, LeavesNaNWhereItIsAndTheRestRight) {
    const MatrixD bank(2, 2, {0.5, kNaN, 0.25, kNaN});
    for (const Correction kind : {Correction::csls, Correction::invertedSoftmax, Correction::qbNorm}) {
        SCOPED_TRACE(toString(kind));
        const auto correction = ScoreCorrection::ofSimilarities({kind, 1, 20}, bank);
        const MatrixD scores = corrected(correction, MatrixD(1, 2, {0.5, kNaN}));
        EXPECT_TRUE(std::isfinite(scores(0, 0)));
        EXPECT_TRUE(std::isnan(scores(0, 1)));
    }
}

TEST(ScoreCorrection, SaysWhatMakesNoSense) {
    const MatrixD bank(1, 2);
    EXPECT_THROW(ScoreCorrection::ofSimilarities({Correction::none, 10, 20}, bank), Error);
    EXPECT_THROW(ScoreCorrection::ofSimilarities({Correction::csls, 0, 20}, bank), Error);
    EXPECT_THROW(ScoreCorrection::ofSimilarities({Correction::qbNorm, 10, 0}, bank), Error);
    EXPECT_THROW(ScoreCorrection::ofSimilarities({Correction::qbNorm, 10, kNaN}, bank), Error);
    EXPECT_THROW(ScoreCorrection::ofSimilarities({Correction::csls, 10, 20}, MatrixD(0, 2)), Error);
    EXPECT_THROW(ScoreCorrection::ofBank({Correction::csls, 10, 20}, Matrix(2, 3), Matrix(2, 4)), Error);
    const auto correction = ScoreCorrection::ofSimilarities({Correction::csls, 1, 20}, bank);
    std::vector<double> tooFew(1);
    EXPECT_THROW(correction.correct(tooFew), Error);
    EXPECT_THROW(correctionFromString("dsl"), Error);
    EXPECT_EQ(correctionFromString("qb-norm"), Correction::qbNorm);
}

TEST(ScoreCorrection, StopsWhenAsked) {
    std::stop_source source;
    source.request_stop();
    EXPECT_THROW(ScoreCorrection::ofBank({Correction::csls, 10, 20}, randomUnitRows(5, 4, 1),
                                         randomUnitRows(5, 4, 2), source.get_token()),
                 Cancelled);
}

} // namespace
} // namespace crossview
