// CCA against tests/data/reference_vectors.json (key cca) and against what defines it.
#include "baselines/cca.h"

#include "common/cholesky.h"
#include "common/error.h"
#include "common/linear_algebra.h"
#include "support/random_rows.h"
#include "support/reference_matrices.h"

#include <cmath>
#include <gtest/gtest.h>

namespace crossview {
namespace {

using test::expectNear;
using test::matrixOf;
using test::randomUnitRows;

std::vector<RowPair> inOrder(std::size_t count) {
    std::vector<RowPair> pairs;
    for (std::size_t i = 0; i < count; ++i)
        pairs.emplace_back(static_cast<std::int32_t>(i), static_cast<std::int32_t>(i));
    return pairs;
}

MatrixD transposed(const MatrixD& matrix) {
    MatrixD result(matrix.cols(), matrix.rows());
    for (std::size_t r = 0; r < matrix.rows(); ++r)
        for (std::size_t c = 0; c < matrix.cols(); ++c)
            result(c, r) = matrix(r, c);
    return result;
}

/// Two views that share a few directions: y = x mixed, with noise.
std::pair<Matrix, Matrix> relatedViews(std::size_t rows, std::size_t d, std::size_t e) {
    const Matrix x = randomUnitRows(rows, d, 1);
    const Matrix noise = randomUnitRows(rows, e, 2);
    const Matrix mix = randomUnitRows(e, d, 3);
    Matrix y = multiply(x, mix, false, true);
    for (std::size_t i = 0; i < y.size(); ++i)
        y.values()[i] += 0.5F * noise.values()[i];
    return {x, y};
}

TEST(Cca, AgreesWithTheReference) {
    const auto& reference = test::referenceVectors().at("cca");
    const MatrixD a = matrixOf(reference.at("A"));
    const MatrixD b = matrixOf(reference.at("B"));
    for (const bool swapped : {false, true}) { // the larger view on either side
        SCOPED_TRACE(swapped);
        const CcaStatistics statistics =
            swapped ? ccaStatistics(b, a, inOrder(20)) : ccaStatistics(a, b, inOrder(20));
        const Cca cca = fitCca(statistics, reference.at("eta"), 10);
        const auto expected = reference.at("canonical_r").get<std::vector<double>>();
        ASSERT_EQ(cca.correlations.size(), expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i)
            EXPECT_NEAR(cca.correlations[i], expected[i], 1e-9);
        const MatrixD cosines =
            multiply(cca.projectX(swapped ? b : a, 1), cca.projectY(swapped ? a : b, 1), false, true);
        expectNear(swapped ? transposed(cosines) : cosines, matrixOf(reference.at("cosine_A_B_scaled_by_r")),
                   1e-9);
    }
}

TEST(Cca, WhitensBothViewsAndPairsTheirDirections) {
    // More rows and columns than one block of either.
    const auto [x, y] = relatedViews(1500, 90, 70);
    const CcaStatistics statistics = ccaStatistics(x, y, inOrder(1500));
    const Cca cca = fitCca(statistics, 0, 70);
    ASSERT_EQ(cca.correlations.size(), 70U);
    const MatrixD xx = multiply(multiply(cca.weightsX, statistics.xx, true, false), cca.weightsX);
    const MatrixD yy = multiply(multiply(cca.weightsY, statistics.yy, true, false), cca.weightsY);
    const MatrixD xy = multiply(multiply(cca.weightsX, statistics.xy, true, false), cca.weightsY);
    MatrixD identity(70, 70);
    MatrixD diagonal(70, 70);
    for (std::size_t i = 0; i < 70; ++i) {
        identity(i, i) = 1;
        diagonal(i, i) = cca.correlations[i];
    }
    expectNear(xx, identity, 1e-4); // but for the 1e-8 of the regularisation
    expectNear(yy, identity, 1e-4);
    expectNear(xy, diagonal, 1e-4);
    EXPECT_TRUE(std::is_sorted(cca.correlations.rbegin(), cca.correlations.rend()));
    EXPECT_LE(cca.correlations.front(), 1);
}

TEST(Cca, CountsPairsHoweverOftenARowIsInThem) {
    const auto [x, y] = relatedViews(30, 4, 3);
    std::vector<RowPair> twice;
    Matrix longX(60, 4);
    Matrix longY(60, 3);
    for (std::size_t p = 0; p < 60; ++p) {
        twice.emplace_back(static_cast<std::int32_t>(p / 2), static_cast<std::int32_t>((p * 7) % 30));
        std::ranges::copy(x.row(p / 2), longX.row(p).begin());
        std::ranges::copy(y.row((p * 7) % 30), longY.row(p).begin());
    }
    expectNear(ccaStatistics(x, y, twice).xy, ccaStatistics(longX, longY, inOrder(60)).xy, 1e-12);
}

TEST(Cca, ScalesByThePowerOfTheCorrelation) {
    const auto [x, y] = relatedViews(200, 6, 5);
    const Cca cca = fitCca(ccaStatistics(x, y, inOrder(200)), 0.01, 5);
    const MatrixD plain = cca.projectX(x, 0);
    const MatrixD scaled = cca.projectX(x, 4);
    for (std::size_t r = 0; r < 200; ++r)
        for (std::size_t c = 1; c < 5; ++c)
            EXPECT_NEAR(scaled(r, c) / scaled(r, 0) / (plain(r, c) / plain(r, 0)),
                        std::pow(cca.correlations[c] / cca.correlations[0], 4), 1e-9);
    EXPECT_EQ(fitCca(ccaStatistics(x, y, inOrder(200)), 0.01, 2).correlations.size(), 2U);
}

TEST(Cca, SaysWhatItCannotDo) {
    const Matrix x = randomUnitRows(10, 4, 1);
    EXPECT_THROW(ccaStatistics(x, x, inOrder(1)), Error);
    const Cca cca = fitCca(ccaStatistics(x, x, inOrder(10)), 0.1, 4);
    EXPECT_THROW(cca.projectX(randomUnitRows(2, 3, 1), 1), Error);
    Matrix broken = x;
    broken(3, 2) = std::nanf("");
    EXPECT_THROW(fitCca(ccaStatistics(broken, x, inOrder(10)), 0.1, 4), Error);
    std::stop_source source;
    source.request_stop();
    EXPECT_THROW(ccaStatistics(x, x, inOrder(10), source.get_token()), Cancelled);
    EXPECT_THROW(fitCca(ccaStatistics(x, x, inOrder(10)), 0.1, 4, source.get_token()), Cancelled);
}

TEST(Cholesky, FactorsAndSolvesInBlocks) {
    const Matrix rows = randomUnitRows(300, 150, 4);
    MatrixD symmetric(150, 150);
    for (std::size_t i = 0; i < 150; ++i)
        for (std::size_t j = 0; j < 150; ++j)
            for (std::size_t r = 0; r < 300; ++r)
                symmetric(i, j) += double(rows(r, i)) * double(rows(r, j));
    MatrixD lower = symmetric;
    factorCholesky(lower);
    expectNear(multiply(lower, lower, false, true), symmetric, 1e-12);
    EXPECT_EQ(lower(3, 100), 0);
    MatrixD right(150, 7);
    for (std::size_t i = 0; i < right.size(); ++i)
        right.values()[i] = double(i % 11) - 5;
    MatrixD solution = right;
    solveLower(lower, solution);
    expectNear(multiply(lower, solution), right, 1e-10);
    solution = right;
    solveLowerTransposed(lower, solution);
    expectNear(multiply(lower, solution, true, false), right, 1e-10);
    MatrixD indefinite(2, 2, {1, 2, 2, 1});
    EXPECT_THROW(factorCholesky(indefinite), Error);
}

} // namespace
} // namespace crossview
