#include "features/components/fast_ica.h"

#include "common/seeded_random.h"
#include "support/environment_variable.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <gtest/gtest.h>

namespace crossview {
namespace {

constexpr std::size_t kSources = 4;

/// Independent numbers of several shapes, each of mean 0 and variance 1.
MatrixD sources(std::size_t rows) {
    SeededRandom random(11);
    MatrixD matrix(rows, kSources);
    for (std::size_t r = 0; r < rows; ++r) {
        const double uniform = random.uniform() - 0.5;
        matrix(r, 0) = std::sqrt(12.0) * uniform;
        const double other = random.uniform() - 0.5;
        matrix(r, 1) = std::copysign(-std::log(1 - 2 * std::abs(other)), other) / std::sqrt(2.0); // Laplacian
        matrix(r, 2) = random.below(2) == 0 ? 1 : -1;
        matrix(r, 3) = random.below(10) == 0 ? std::sqrt(10.0) * (random.below(2) == 0 ? 1 : -1) : 0;
    }
    return matrix;
}

/// Mixed by a matrix that is not orthogonal, into more columns, away from the origin.
Matrix mixed(const MatrixD& of) {
    SeededRandom random(12);
    MatrixD mixing(kSources, kSources + 2);
    for (double& value : mixing.values())
        value = random.uniform() - 0.3;
    Matrix rows(of.rows(), mixing.cols());
    for (std::size_t r = 0; r < of.rows(); ++r)
        for (std::size_t c = 0; c < mixing.cols(); ++c) {
            double sum = 5;
            for (std::size_t k = 0; k < kSources; ++k)
                sum += of(r, k) * mixing(k, c);
            rows(r, c) = static_cast<float>(sum);
        }
    return rows;
}

TEST(FastIca, FindsTheSourcesOfAMixture) {
    const MatrixD truth = sources(5000);
    const Matrix rows = mixed(truth);
    const MatrixD w = fastIca(rows, 100, 1);
    ASSERT_EQ(w.rows(), kSources) << "six columns have the rank of four sources";
    std::vector<std::size_t> found;
    for (std::size_t k = 0; k < kSources; ++k) {
        std::vector<double> component(rows.rows());
        double mean = 0;
        for (std::size_t r = 0; r < rows.rows(); ++r) {
            for (std::size_t c = 0; c < rows.cols(); ++c)
                component[r] += w(k, c) * double{rows(r, c)};
            mean += component[r] / double(rows.rows());
        }
        double square = 0;
        for (double& value : component) {
            value -= mean;
            square += value * value / double(rows.rows());
        }
        EXPECT_NEAR(square, 1, 1e-4) << "variance 1";
        double best = 0;
        std::size_t source = 0;
        for (std::size_t s = 0; s < kSources; ++s) {
            double correlation = 0;
            for (std::size_t r = 0; r < rows.rows(); ++r)
                correlation += component[r] * truth(r, s) / double(rows.rows());
            if (std::abs(correlation) > best) {
                best = std::abs(correlation);
                source = s;
            }
        }
        EXPECT_GT(best, 0.98) << "component " << k;
        found.push_back(source);
    }
    std::ranges::sort(found);
    EXPECT_EQ(found, (std::vector<std::size_t>{0, 1, 2, 3})) << "each source once";
}

TEST(FastIca, GivesTheSameBitsWithAnyNumberOfThreads) {
    const Matrix rows = mixed(sources(5000));
    const auto bits = [&](const char* threads) {
        const test::EnvironmentVariable budget("CROSSVIEW_THREADS", threads);
        return fastIca(rows, 100, 1).values();
    };
    const auto one = bits("1");
    EXPECT_EQ(bits("3"), one);
}

TEST(FastIca, HasNoComponentsOfEqualRows) {
    EXPECT_EQ(fastIca(Matrix(5, 3, std::vector<float>(15, 2)), 3, 1).rows(), 0U);
    EXPECT_THROW(fastIca(MatrixView(), 3, 1), std::invalid_argument);
}

TEST(FastIca, Stops) {
    std::stop_source stop;
    EXPECT_THROW(fastIca(mixed(sources(5000)), 100, 1, stop.get_token(),
                         [&](const Progress& p) {
                             if (p.done == 1)
                                 stop.request_stop();
                         }),
                 Cancelled);
}

} // namespace
} // namespace crossview
