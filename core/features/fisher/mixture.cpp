#include "features/fisher/mixture.h"

#include "common/wide.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <utility>

namespace crossview {
namespace {

/// Below this a share is lost in the rounding of the sums that it would enter.
constexpr double kNoShare = 1e-17;

void check(const MixtureParameters& p) {
    const std::size_t centres = p.prior.size();
    const std::size_t dimensions = p.location.cols();
    const bool shapesFit = centres > 0 && dimensions > 0 && p.location.rows() == centres &&
                           p.scale.rows() == centres && p.scale.cols() == dimensions &&
                           p.laplacian.size() == centres * dimensions;
    const auto finite = [](double value) { return std::isfinite(value); };
    const auto positive = [](double value) { return std::isnormal(value) && value > 0; };
    if (!shapesFit || !std::ranges::all_of(p.location.values(), finite) ||
        !std::ranges::all_of(p.scale.values(), positive) ||
        !std::ranges::all_of(p.prior, [](double prior) { return prior >= 0 && prior <= 1 + 1e-6; }) ||
        std::ranges::all_of(p.prior, [](double prior) { return prior == 0; }))
        throw std::invalid_argument("Mixture: parameters that no mixture has");
}

/// Sum over the dimensions of |x - m| / s of Laplacians and (x - m)^2 / (2 variance) of Gaussians.
CROSSVIEW_WIDE double distance(const double* point, const double* location, const double* absolute,
                               const double* square, std::size_t dimensions) {
    constexpr std::size_t kLanes = 8; // sums of their own, so that they may be added at once
    double sums[kLanes] = {};
    std::size_t d = 0;
    for (; d + kLanes <= dimensions; d += kLanes)
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            const double off = point[d + lane] - location[d + lane];
            sums[lane] += std::abs(off) * absolute[d + lane] + off * off * square[d + lane];
        }
    double sum = 0;
    for (; d < dimensions; ++d) {
        const double off = point[d] - location[d];
        sum += std::abs(off) * absolute[d] + off * off * square[d];
    }
    for (const double lane : sums)
        sum += lane;
    return sum;
}

/// Adds what a point gives to the derivatives of one centre.
CROSSVIEW_WIDE void addDerivatives(const double* point, double share, const double* location,
                                   const double* inverse, const std::uint8_t* laplacian,
                                   std::size_t dimensions, double* byLocation, double* byScale) {
    for (std::size_t d = 0; d < dimensions; ++d) {
        const double off = point[d] - location[d];
        const double scaled = off * inverse[d];
        const double sign = off >= 0 ? 1.0 : -1.0;
        byLocation[d] += share * (laplacian[d] != 0 ? sign : scaled);
        byScale[d] += share * ((laplacian[d] != 0 ? std::abs(scaled) : scaled * scaled) - 1);
    }
}

} // namespace

Mixture::Mixture(MixtureParameters parameters) : m_parameters(std::move(parameters)) {
    check(m_parameters);
    m_absolute = MatrixD(centres(), dimensions());
    m_square = MatrixD(centres(), dimensions());
    m_inverse = MatrixD(centres(), dimensions());
    for (std::size_t k = 0; k < centres(); ++k) {
        double logarithm = m_parameters.prior[k] > 0 ? std::log(m_parameters.prior[k])
                                                     : -std::numeric_limits<double>::infinity();
        for (std::size_t d = 0; d < dimensions(); ++d) {
            const double scale = m_parameters.scale(k, d);
            if (m_parameters.laplacian[k * dimensions() + d] != 0) {
                m_absolute(k, d) = m_inverse(k, d) = 1 / scale;
                logarithm -= std::log(2 * scale);
            } else {
                m_square(k, d) = 0.5 / scale;
                m_inverse(k, d) = 1 / std::sqrt(scale);
                logarithm -= 0.5 * std::log(2 * std::numbers::pi * scale);
            }
        }
        m_logarithms.push_back(logarithm);
    }
}

double Mixture::posteriors(std::span<const double> point, std::span<double> shares) const {
    for (std::size_t k = 0; k < centres(); ++k)
        shares[k] =
            m_logarithms[k] - distance(point.data(), m_parameters.location.row(k).data(),
                                       m_absolute.row(k).data(), m_square.row(k).data(), dimensions());
    const double largest = std::ranges::max(shares);
    double sum = 0;
    for (double& share : shares) {
        share = std::exp(share - largest);
        sum += share;
    }
    for (double& share : shares)
        share /= sum;
    return largest + std::log(sum);
}

std::vector<double> Mixture::fisherVector(MatrixViewD points) const {
    const std::size_t half = centres() * dimensions();
    std::vector<double> vector(2 * half);
    std::vector<double> shares(centres());
    for (std::size_t t = 0; t < points.rows(); ++t) {
        posteriors(points.row(t), shares);
        for (std::size_t k = 0; k < centres(); ++k)
            if (shares[k] > kNoShare)
                addDerivatives(points.row(t).data(), shares[k], m_parameters.location.row(k).data(),
                               m_inverse.row(k).data(), m_parameters.laplacian.data() + k * dimensions(),
                               dimensions(), vector.data() + k * dimensions(),
                               vector.data() + half + k * dimensions());
    }
    for (std::size_t k = 0; k < centres(); ++k) {
        const double weight = static_cast<double>(points.rows()) * m_parameters.prior[k];
        for (std::size_t d = 0; d < dimensions(); ++d) {
            const std::size_t at = k * dimensions() + d;
            const bool laplacian = m_parameters.laplacian[at] != 0;
            vector[at] = weight > 0 ? vector[at] / std::sqrt(weight) : 0;
            vector[half + at] =
                weight > 0 ? vector[half + at] / std::sqrt(laplacian ? weight : 2 * weight) : 0;
        }
    }
    return vector;
}

void normaliseFisherVector(std::span<double> vector) {
    double square = 0;
    for (double& value : vector) {
        square += std::abs(value); // the square of the root
        value = std::copysign(std::sqrt(std::abs(value)), value);
    }
    if (square > 0)
        for (double& value : vector)
            value /= std::sqrt(square);
}

} // namespace crossview
