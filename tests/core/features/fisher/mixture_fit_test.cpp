#include "features/fisher/mixture_fit.h"

#include "common/seeded_random.h"
#include "support/environment_variable.h"
#include "support/seeded_normal.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

namespace crossview {
namespace {

/// Two clouds: Gaussian in the first dimension, Laplacian in the second.
Matrix clouds(std::size_t points) {
    SeededRandom random(3);
    Matrix matrix(points, 2);
    for (std::size_t t = 0; t < points; ++t) {
        const double centre = t % 3 == 0 ? 4 : -4;
        matrix(t, 0) = static_cast<float>(centre + 0.5 * test::seededNormal(random));
        const double uniform = random.uniform() - 0.5;
        const double laplace = std::copysign(-std::log(1 - 2 * std::abs(uniform)), uniform); // s = 1
        matrix(t, 1) = static_cast<float>(-centre + 0.7 * laplace);
    }
    return matrix;
}

double meanLogLikelihood(const Mixture& mixture, MatrixView points) {
    double sum = 0;
    std::vector<double> shares(mixture.centres());
    for (std::size_t t = 0; t < points.rows(); ++t) {
        const std::vector<double> point(points.row(t).begin(), points.row(t).end());
        sum += mixture.posteriors(point, shares);
    }
    return sum / static_cast<double>(points.rows());
}

TEST(MixtureFit, FindsTheCloudsAndTheDensityOfEachDimension) {
    const Matrix points = clouds(6000);
    const Mixture mixture = fitMixture(points, {.centres = 2, .seed = 1});
    const MixtureParameters& p = mixture.parameters();
    const std::size_t right = p.location(0, 0) > p.location(1, 0) ? 0 : 1;
    EXPECT_NEAR(p.prior[right], 1.0 / 3, 0.01);
    for (std::size_t k = 0; k < 2; ++k) {
        EXPECT_NEAR(p.location(k, 0), k == right ? 4 : -4, 0.05);
        EXPECT_NEAR(p.location(k, 1), k == right ? -4 : 4, 0.05);
        EXPECT_EQ(p.laplacian[2 * k], 0) << "the first dimension is Gaussian";
        EXPECT_EQ(p.laplacian[2 * k + 1], 1) << "the second is Laplacian";
        EXPECT_NEAR(p.scale(k, 0), 0.25, 0.02) << "variance";
        EXPECT_NEAR(p.scale(k, 1), 0.7, 0.03) << "mean absolute deviation";
    }
}

TEST(MixtureFit, OfGaussiansTakesMeansAndVariances) {
    const Matrix points = clouds(6000);
    const Mixture mixture = fitMixture(points, {.kind = MixtureKind::gaussian, .centres = 2, .seed = 1});
    const MixtureParameters& p = mixture.parameters();
    EXPECT_TRUE(std::ranges::all_of(p.laplacian, [](std::uint8_t laplacian) { return laplacian == 0; }));
    EXPECT_NEAR(p.scale(0, 1), 2 * 0.7 * 0.7, 0.1) << "variance of a Laplacian: 2 s^2";
}

/// Maximisation of one centre, by hand: all points belong to it.
TEST(MixtureFit, TakesTheMedianOfOneCentre) {
    const Matrix points(5, 2, {0, 0, 1, 0, 2, 0, 3, 0, 100, 0});
    const Mixture mixture = fitMixture(points, {.centres = 1, .iterations = 1, .seed = 1});
    const MixtureParameters& p = mixture.parameters();
    EXPECT_EQ(p.laplacian[0], 1) << "one far point: likelier as a Laplacian";
    EXPECT_EQ(p.location(0, 0), 2);
    EXPECT_NEAR(p.scale(0, 0), (2 + 1 + 0 + 1 + 98) / 5.0, 1e-12);
    EXPECT_EQ(p.scale(0, 1), 1e-3) << "equal points: the floor";
    const MixtureParameters gauss =
        fitMixture(points, {.kind = MixtureKind::gaussian, .centres = 1, .iterations = 1}).parameters();
    EXPECT_NEAR(gauss.location(0, 0), 106 / 5.0, 1e-12);
    EXPECT_NEAR(gauss.scale(0, 0), (0 + 1 + 4 + 9 + 10000) / 5.0 - 21.2 * 21.2, 1e-9);
}

TEST(MixtureFit, MakesThePointsLikelierInEveryIteration) {
    const Matrix points = clouds(500);
    for (const MixtureKind kind : {MixtureKind::hybrid, MixtureKind::gaussian}) {
        double before = -1e300;
        for (const std::size_t iterations : {0, 1, 2, 3, 5, 10}) {
            const double now = meanLogLikelihood(
                fitMixture(points, {.kind = kind, .centres = 4, .iterations = iterations, .seed = 2}),
                points);
            EXPECT_GE(now, before - 1e-12) << iterations << " iterations";
            before = now;
        }
    }
}

TEST(MixtureFit, GivesTheSameBitsWithAnyNumberOfThreads) {
    const Matrix points = clouds(2000);
    const MixtureFit how{.centres = 5, .seed = 7};
    const auto bits = [&](const char* threads) {
        const test::EnvironmentVariable budget("CROSSVIEW_THREADS", threads);
        const MixtureParameters p = fitMixture(points, how).parameters();
        std::vector<double> all = p.location.values();
        all.insert(all.end(), p.scale.values().begin(), p.scale.values().end());
        all.insert(all.end(), p.prior.begin(), p.prior.end());
        return all;
    };
    const auto one = bits("1");
    EXPECT_EQ(bits("3"), one);
    MixtureFit other = how;
    other.seed = 8;
    EXPECT_NE(fitMixture(points, other).parameters().location.values(),
              fitMixture(points, how).parameters().location.values());
}

TEST(MixtureFit, HasNoMoreCentresThanPoints) {
    const Matrix points = clouds(3);
    const Mixture mixture = fitMixture(points, {.centres = 30});
    EXPECT_EQ(mixture.centres(), 3U);
    for (const double value : mixture.fisherVector(MatrixD(1, 2, {1.0, 2.0})))
        EXPECT_TRUE(std::isfinite(value));
    EXPECT_THROW(fitMixture(MatrixView(), {}), std::invalid_argument);
}

TEST(MixtureFit, StopsAndTellsHowFarItIs) {
    std::stop_source source;
    std::vector<std::size_t> seen;
    const auto progress = [&](const Progress& p) {
        seen.push_back(p.done);
        EXPECT_EQ(p.total, 10U);
        if (p.done == 3)
            source.request_stop();
    };
    EXPECT_THROW(fitMixture(clouds(300), {.centres = 3}, source.get_token(), progress), Cancelled);
    EXPECT_EQ(seen, (std::vector<std::size_t>{0, 1, 2, 3}));
}

} // namespace
} // namespace crossview
