#pragma once

#include "common/matrix.h"
#include "common/seeded_random.h"
#include "projection/affinities.h"
#include "support/seeded_normal.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace crossview::test {

/// Rows around random centres, the same ones for every seed: `spread` of a unit around them in every
/// direction.
inline Matrix clusters(std::size_t rows, std::size_t dimensions, std::size_t count, double spread,
                       std::uint64_t seed) {
    SeededRandom shared(17);
    SeededRandom own(seed);
    Matrix centres(count, dimensions);
    for (float& value : centres.values())
        value = static_cast<float>(seededNormal(shared));
    Matrix result(rows, dimensions);
    for (std::size_t r = 0; r < rows; ++r) {
        const std::size_t cluster = own.scaledBelow(count);
        for (std::size_t c = 0; c < dimensions; ++c)
            result(r, c) = static_cast<float>(double(centres(cluster, c)) + spread * seededNormal(own));
    }
    return result;
}

/// The k nearest of some rows by sorting all distances in float64.
inline std::vector<std::vector<std::uint32_t>> sortedNeighbours(MatrixView rows, std::size_t k,
                                                                const std::vector<std::size_t>& of) {
    std::vector<std::vector<std::uint32_t>> result;
    for (const std::size_t i : of) {
        std::vector<std::pair<double, std::uint32_t>> all;
        for (std::size_t j = 0; j < rows.rows(); ++j) {
            double sum = 0;
            for (std::size_t c = 0; c < rows.cols(); ++c)
                sum += std::pow(double(rows(i, c)) - double(rows(j, c)), 2);
            if (j != i)
                all.emplace_back(sum, static_cast<std::uint32_t>(j));
        }
        const std::size_t count = std::min(k, all.size());
        std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count), all.end());
        std::vector<std::uint32_t>& nearest = result.emplace_back();
        for (std::size_t n = 0; n < count; ++n)
            nearest.push_back(all[n].second);
    }
    return result;
}

/// Repulsion [n, 2] and Z over all pairs in float64.
struct ExactRepulsion {
    MatrixD forces;
    double z = 0;
};
inline ExactRepulsion exactRepulsion(MatrixView positions) {
    ExactRepulsion result{MatrixD(positions.rows(), 2), 0};
    for (std::size_t i = 0; i < positions.rows(); ++i)
        for (std::size_t j = 0; j < i; ++j) {
            const double dx = double(positions(i, 0)) - double(positions(j, 0));
            const double dy = double(positions(i, 1)) - double(positions(j, 1));
            const double q = 1 / (1 + dx * dx + dy * dy);
            result.z += 2 * q;
            result.forces(i, 0) += q * q * dx;
            result.forces(i, 1) += q * q * dy;
            result.forces(j, 0) -= q * q * dx;
            result.forces(j, 1) -= q * q * dy;
        }
    return result;
}

/// The gradient of t-SNE without its factor 4, [n, 2], in float64.
inline MatrixD exactGradient(const Affinities& affinities, MatrixView positions, const ExactRepulsion& push,
                             double exaggeration) {
    MatrixD gradient(positions.rows(), 2);
    for (std::size_t i = 0; i < positions.rows(); ++i) {
        for (std::size_t a = 0; a < 2; ++a)
            gradient(i, a) = -push.forces(i, a) / push.z;
        for (std::size_t e = affinities.begin[i]; e < affinities.begin[i + 1]; ++e) {
            const std::size_t j = affinities.other[e];
            const double dx = double(positions(i, 0)) - double(positions(j, 0));
            const double dy = double(positions(i, 1)) - double(positions(j, 1));
            const double p = exaggeration * double(affinities.weight[e]) / (1 + dx * dx + dy * dy);
            gradient(i, 0) += p * dx;
            gradient(i, 1) += p * dy;
        }
    }
    return gradient;
}

/// KL(P || Q) pair by pair in float64.
inline double exactDivergence(const Affinities& affinities, MatrixView positions, double z) {
    double sum = 0;
    for (std::size_t i = 0; i < positions.rows(); ++i)
        for (std::size_t e = affinities.begin[i]; e < affinities.begin[i + 1]; ++e) {
            const std::size_t j = affinities.other[e];
            const double p = affinities.weight[e];
            const double q = 1 / (1 + std::pow(double(positions(i, 0)) - double(positions(j, 0)), 2) +
                                  std::pow(double(positions(i, 1)) - double(positions(j, 1)), 2));
            sum += p * std::log(p * z / q);
        }
    return sum;
}

} // namespace crossview::test
