#include "features/components/pca.h"

#include "common/decompositions.h"
#include "common/error.h"
#include "common/linear_algebra.h"
#include "common/progress.h"
#include "features/components/leading_eigen.h"
#include "support/temporary_folder.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <stdexcept>

#include <gtest/gtest.h>

namespace crossview {
namespace {

Matrix randomRows(std::size_t rows, std::size_t cols, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal;
    Matrix matrix(rows, cols);
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t c = 0; c < cols; ++c)
            matrix(r, c) = 3 + normal(random) / static_cast<float>(c + 1);
    return matrix;
}

std::vector<std::int32_t> firstIndices(std::size_t count) {
    std::vector<std::int32_t> indices(count);
    std::iota(indices.begin(), indices.end(), 0);
    return indices;
}

/// Covariance of the chosen rows, value by value in double.
MatrixD bruteCovariance(const Matrix& rows, std::size_t count) {
    std::vector<double> mean(rows.cols());
    for (std::size_t r = 0; r < count; ++r)
        for (std::size_t c = 0; c < rows.cols(); ++c)
            mean[c] += static_cast<double>(rows(r, c)) / static_cast<double>(count);
    MatrixD covariance(rows.cols(), rows.cols());
    for (std::size_t r = 0; r < count; ++r)
        for (std::size_t i = 0; i < rows.cols(); ++i)
            for (std::size_t j = 0; j < rows.cols(); ++j)
                covariance(i, j) += (static_cast<double>(rows(r, i)) - mean[i]) *
                                    (static_cast<double>(rows(r, j)) - mean[j]) / static_cast<double>(count);
    return covariance;
}

/// What every fit must fulfil: components are eigenvectors of the brute-force covariance with its largest
/// values.
void expectPrincipal(const Pca& pca, const Matrix& rows, std::size_t training, double tolerance) {
    const MatrixD covariance = bruteCovariance(rows, training);
    const SymmetricEigen truth = symmetricEigen(covariance, pca.dimensions());
    const double scale = 1 / std::sqrt(std::accumulate(truth.values.begin(), truth.values.end(), 0.0));
    for (std::size_t k = 0; k < pca.dimensions(); ++k) {
        double same = 0;
        for (std::size_t c = 0; c < rows.cols(); ++c)
            same += static_cast<double>(pca.components(k, c)) * truth.vectors(k, c);
        EXPECT_NEAR(std::abs(same), scale, tolerance * scale) << k;
    }
    const Matrix projected = pca.apply(rows);
    double square = 0;
    for (std::size_t r = 0; r < training; ++r)
        square +=
            static_cast<double>(dot(projected.row(r), projected.row(r))) / static_cast<double>(training);
    EXPECT_NEAR(square, 1, 1e-3);
}

TEST(Pca, AgreesWithTheCovarianceOfTheTrainingRows) {
    const Matrix rows = randomRows(60, 12, 1);
    expectPrincipal(fitPca(rows, firstIndices(40), 5, 1), rows, 40, 1e-3);
}

TEST(Pca, AgreesWhereThereAreFewerRowsThanColumns) {
    const Matrix rows = randomRows(20, 50, 2);
    const Pca pca = fitPca(rows, firstIndices(15), 100, 1);
    EXPECT_EQ(pca.dimensions(), 14U); // training rows - 1
    expectPrincipal(fitPca(rows, firstIndices(15), 4, 1), rows, 15, 1e-3);
}

TEST(Pca, AgreesWhereItIterates) {
    // 400 columns are above the exact limit; the leading values stand apart.
    const Matrix rows = randomRows(900, 400, 3);
    expectPrincipal(fitPca(rows, firstIndices(900), 4, 1), rows, 900, 5e-3);
}

TEST(Pca, IgnoresRowsOutsideTraining) {
    Matrix rows = randomRows(30, 6, 4);
    const Pca before = fitPca(rows, firstIndices(20), 3, 1);
    for (std::size_t r = 20; r < 30; ++r)
        rows(r, 2) = 1e6F;
    const Pca after = fitPca(rows, firstIndices(20), 3, 1);
    EXPECT_EQ(before.components.values(), after.components.values());
    EXPECT_EQ(before.mean.values(), after.mean.values());
}

TEST(Pca, GivesZerosForEqualRows) {
    Matrix rows(10, 4);
    std::fill(rows.values().begin(), rows.values().end(), 0.3F);
    const Matrix projected = fitPca(rows, firstIndices(10), 3, 1).apply(rows);
    for (const float value : projected.values())
        EXPECT_EQ(value, 0.F);
}

TEST(Pca, ComesBackFromDiskAndRefusesPartsThatDoNotFit) {
    const test::TemporaryFolder folder;
    const Matrix rows = randomRows(30, 6, 5);
    const Pca pca = fitPca(rows, firstIndices(20), 3, 1);
    pca.save(folder.path(), "a");
    EXPECT_EQ(Pca::load(folder.path(), "a").apply(rows).values(), pca.apply(rows).values());
    fitPca(randomRows(30, 7, 5), firstIndices(20), 3, 1).save(folder.path(), "b");
    std::filesystem::rename(folder.path() / "b-mean.npy", folder.path() / "a-mean.npy");
    EXPECT_THROW(Pca::load(folder.path(), "a"), Error);
    EXPECT_THROW(Pca::load(folder.path(), "none"), Error);
}

TEST(Pca, NeedsTrainingRowsAndStopsWhenAsked) {
    const Matrix rows = randomRows(30, 6, 5);
    EXPECT_THROW(fitPca(rows, {}, 3, 1), std::invalid_argument);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(fitPca(rows, firstIndices(20), 3, 1, stop.get_token()), Cancelled);
}

TEST(LeadingEigen, FindsTheFullDecompositionOfAnIteratedOperator) {
    // A known spectrum: H D H with a Householder reflection H, so that the vectors are known too.
    constexpr std::size_t kSide = 500;
    std::mt19937 random(9);
    std::normal_distribution<double> normal;
    std::vector<double> u(kSide);
    double square = 0;
    for (double& entry : u) {
        entry = normal(random);
        square += entry * entry;
    }
    const auto reflect = [&](MatrixD& m) {
        for (std::size_t c = 0; c < m.cols(); ++c) {
            double along = 0;
            for (std::size_t r = 0; r < kSide; ++r)
                along += u[r] * m(r, c);
            for (std::size_t r = 0; r < kSide; ++r)
                m(r, c) -= 2 * along / square * u[r];
        }
    };
    const auto value = [](std::size_t k) { return std::pow(0.7, static_cast<double>(k)); };
    const auto product = [&](const MatrixD& tall) {
        MatrixD out = tall;
        reflect(out);
        for (std::size_t r = 0; r < kSide; ++r)
            for (std::size_t c = 0; c < out.cols(); ++c)
                out(r, c) *= value(r);
        reflect(out);
        return out;
    };
    const SymmetricEigen eigen = leadingEigen(kSide, 8, product, 1, {});
    ASSERT_EQ(eigen.values.size(), 8U);
    for (std::size_t k = 0; k < 8; ++k) {
        EXPECT_NEAR(eigen.values[k], value(k), 1e-9);
        double same = 0;
        for (std::size_t r = 0; r < kSide; ++r)
            same += eigen.vectors(k, r) * ((r == k ? 1 : 0) - 2 * u[k] / square * u[r]);
        EXPECT_NEAR(std::abs(same), 1, 1e-6);
    }
}

/// More than 2^32 multiplications for 256 rows: tile by tile. Columns of zeros change nothing but the way.
TEST(Pca, OfManyColumnsAndFewRowsIsThatOfTheColumnsThatVary) {
    constexpr std::size_t kRows = 300;
    const Matrix narrow = randomRows(kRows, 320, 8);
    Matrix wide(kRows, 57000);
    for (std::size_t r = 0; r < kRows; ++r)
        std::ranges::copy(narrow.row(r), wide.row(r).subspan(40000).begin());
    const Pca expected = fitPca(narrow, firstIndices(kRows), 5, 1);
    const Pca pca = fitPca(wide, firstIndices(kRows), 5, 1);
    ASSERT_EQ(pca.dimensions(), 5U);
    const Matrix rows = pca.apply(wide);
    const Matrix expectedRows = expected.apply(narrow);
    for (std::size_t k = 0; k < 5; ++k) { // the sign is that of the largest entry, which rounding may change
        const float sign = rows(0, k) * expectedRows(0, k) < 0 ? -1.F : 1.F;
        for (std::size_t r = 0; r < kRows; ++r)
            EXPECT_NEAR(rows(r, k), sign * expectedRows(r, k), 2e-4) << r << ", " << k;
    }
}

} // namespace
} // namespace crossview
