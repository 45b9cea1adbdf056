// The Fisher vector against tests/data/reference_vectors.json (key hglmm), and against what defines it:
// numerical derivatives of the log-likelihood.
#include "features/fisher/mixture.h"

#include "common/seeded_random.h"
#include "support/reference_matrices.h"
#include "support/seeded_normal.h"

#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>

#include <gtest/gtest.h>

namespace crossview {
namespace {

using test::expectNear;
using test::matrixOf;
using test::referenceVectors;

// About forty additions and multiplications of numbers of the order of 1 stand between the input and a value,
// each of which rounds by 1.1e-16; the reference adds in another order.
constexpr double kTolerance = 1e-14;

MatrixD rowOf(const nlohmann::json& values) {
    return matrixOf(nlohmann::json::array({values}));
}

MatrixD rowOf(const std::vector<double>& values) {
    return {1, values.size(), values};
}

Mixture referenceMixture(const nlohmann::json& reference) {
    MixtureParameters p{reference["prior"].get<std::vector<double>>(),
                        matrixOf(reference["mu"]),
                        matrixOf(reference["var"]),
                        {}};
    const MatrixD median = matrixOf(reference["m"]);
    const MatrixD deviation = matrixOf(reference["s"]);
    for (std::size_t k = 0; k < median.rows(); ++k)
        for (std::size_t d = 0; d < median.cols(); ++d) {
            p.laplacian.push_back(reference["b_laplace"][k][d].get<std::uint8_t>());
            if (p.laplacian.back() == 0)
                continue;
            p.location(k, d) = median(k, d);
            p.scale(k, d) = deviation(k, d);
        }
    return Mixture(std::move(p));
}

TEST(HybridMixture, SharesWordsAsTheReferenceDoes) {
    const nlohmann::json& reference = referenceVectors().at("hglmm");
    const Mixture mixture = referenceMixture(reference);
    const MatrixD words = matrixOf(reference["words"]);
    MatrixD shares(words.rows(), mixture.centres());
    for (std::size_t t = 0; t < words.rows(); ++t)
        mixture.posteriors(words.row(t), shares.row(t));
    expectNear(shares, matrixOf(reference["posterior"]), kTolerance);
}

TEST(HybridMixture, HasTheFisherVectorOfTheReference) {
    const nlohmann::json& reference = referenceVectors().at("hglmm");
    std::vector<double> vector = referenceMixture(reference).fisherVector(matrixOf(reference["words"]));
    expectNear(rowOf(vector), rowOf(reference["fv_raw"]), kTolerance);
    normaliseFisherVector(vector);
    expectNear(rowOf(vector), rowOf(reference["fv_sqrt_l2"]), kTolerance);
}

MixtureParameters randomParameters(std::size_t centres, std::size_t dimensions, std::uint64_t seed,
                                   bool hybrid) {
    SeededRandom random(seed);
    MixtureParameters p{std::vector<double>(centres), MatrixD(centres, dimensions),
                        MatrixD(centres, dimensions), std::vector<std::uint8_t>(centres * dimensions)};
    double sum = 0;
    for (double& prior : p.prior)
        sum += prior = 0.2 + random.uniform();
    for (double& prior : p.prior)
        prior /= sum;
    for (double& location : p.location.values())
        location = 0.5 * test::seededNormal(random);
    for (double& scale : p.scale.values())
        scale = 0.4 + random.uniform();
    if (hybrid)
        for (std::uint8_t& laplacian : p.laplacian)
            laplacian = static_cast<std::uint8_t>(random.below(2));
    return p;
}

/// Log-likelihood of points, term by term from the two densities.
double logLikelihood(const MixtureParameters& p, const MatrixD& points) {
    double sum = 0;
    for (std::size_t t = 0; t < points.rows(); ++t) {
        double density = 0;
        for (std::size_t k = 0; k < p.prior.size(); ++k) {
            double product = p.prior[k];
            for (std::size_t d = 0; d < points.cols(); ++d) {
                const double off = points(t, d) - p.location(k, d);
                const double scale = p.scale(k, d);
                product *= p.laplacian[k * points.cols() + d] != 0
                               ? std::exp(-std::abs(off) / scale) / (2 * scale)
                               : std::exp(-off * off / (2 * scale)) / std::sqrt(2 * M_PI * scale);
            }
            density += product;
        }
        sum += std::log(density);
    }
    return sum;
}

/// With the Fisher information of one point divided out: by the location of a Laplacian prior/s^2, of a
/// Gaussian prior/variance; by s prior/s^2, by the deviation 2 prior/variance.
void expectDerivatives(bool hybrid) {
    constexpr std::size_t kCentres = 3;
    constexpr std::size_t kDimensions = 11; // lanes of eight, and three beside them
    MixtureParameters p = randomParameters(kCentres, kDimensions, 5, hybrid);
    SeededRandom random(6);
    MatrixD points(7, kDimensions);
    for (double& value : points.values())
        value = test::seededNormal(random);
    const std::vector<double> vector = Mixture(p).fisherVector(points);
    const auto derivative = [&](double& parameter) {
        constexpr double kStep = 1e-6; // an error of about 1e-9 with the rounding of the likelihood
        const double at = parameter;
        parameter = at + kStep;
        const double above = logLikelihood(p, points);
        parameter = at - kStep;
        const double below = logLikelihood(p, points);
        parameter = at;
        return (above - below) / (2 * kStep);
    };
    for (std::size_t k = 0; k < kCentres; ++k)
        for (std::size_t d = 0; d < kDimensions; ++d) {
            const std::size_t at = k * kDimensions + d;
            const double weight = std::sqrt(static_cast<double>(points.rows()) * p.prior[k]);
            const double scale = p.scale(k, d);
            if (p.laplacian[at] != 0) {
                EXPECT_NEAR(vector[at], derivative(p.location(k, d)) * scale / weight, 1e-7);
                EXPECT_NEAR(vector[kCentres * kDimensions + at], derivative(p.scale(k, d)) * scale / weight,
                            1e-7);
            } else {
                const double deviation = std::sqrt(scale);
                EXPECT_NEAR(vector[at], derivative(p.location(k, d)) * deviation / weight, 1e-7);
                // By the deviation: twice the deviation times that by the variance.
                EXPECT_NEAR(vector[kCentres * kDimensions + at],
                            derivative(p.scale(k, d)) * 2 * deviation * deviation / (weight * std::sqrt(2.0)),
                            1e-7);
            }
        }
}

TEST(HybridMixture, HasTheScaledDerivativesOfTheLikelihood) {
    expectDerivatives(true);
}

TEST(GaussianMixture, HasTheScaledDerivativesOfTheLikelihood) {
    expectDerivatives(false);
}

TEST(HybridMixture, CountsAPointAtTheMedianAsAboveIt) {
    const Mixture mixture({{1}, MatrixD(1, 1, {2.0}), MatrixD(1, 1, {1.0}), {1}});
    EXPECT_EQ(mixture.fisherVector(MatrixD(1, 1, {2.0})), (std::vector<double>{1, -1}));
}

TEST(HybridMixture, StaysFiniteFarFromEveryCentreAndWithACentreOfNoWeight) {
    MixtureParameters p = randomParameters(3, 4, 9, true);
    p.prior = {0, 0.5, 0.5};
    const Mixture mixture(p);
    for (const double value : mixture.fisherVector(MatrixD(1, 4, {1e6, -1e6, 1e6, 0})))
        EXPECT_TRUE(std::isfinite(value));
    std::vector<double> shares(3);
    EXPECT_TRUE(std::isfinite(mixture.posteriors(std::vector<double>{1e6, 0, 0, 0}, shares)));
    EXPECT_EQ(shares[0], 0);
}

TEST(FisherVector, OfNothingStaysZero) {
    std::vector<double> vector(4);
    normaliseFisherVector(vector);
    EXPECT_EQ(vector, std::vector<double>(4));
}

TEST(Mixture, RefusesParametersThatNoMixtureHas) {
    const MixtureParameters good = randomParameters(2, 3, 1, true);
    const auto refused = [&](const std::function<void(MixtureParameters&)>& spoil) {
        MixtureParameters p = good;
        spoil(p);
        EXPECT_THROW(Mixture{p}, std::invalid_argument);
    };
    EXPECT_NO_THROW(Mixture{good});
    refused([](auto& p) { p.prior = {}; });
    refused([](auto& p) { p.prior = {0, 0}; });
    refused([](auto& p) { p.prior[0] = -0.1; });
    refused([](auto& p) { p.prior[0] = std::nan(""); });
    refused([](auto& p) { p.scale(0, 0) = 0; });
    refused([](auto& p) { p.scale(0, 0) = std::numeric_limits<double>::infinity(); });
    refused([](auto& p) { p.location(1, 2) = std::nan(""); });
    refused([](auto& p) { p.laplacian.pop_back(); });
    refused([](auto& p) { p.scale = MatrixD(2, 2, {1, 1, 1, 1}); });
}

} // namespace
} // namespace crossview
