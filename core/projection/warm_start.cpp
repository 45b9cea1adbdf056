#include "projection/warm_start.h"

#include "projection/attraction.h"
#include "projection/repulsion.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace crossview {
namespace {

constexpr std::size_t kBlock = 256; // points of a task
constexpr float kLonely = 0.05F;    // mean kernel value to its kin below which a point is looked at
constexpr float kWorthMoving = 4;   // times the kernel value that the new place must have

/// Sum over the kin k of point i of p_ik / (1 + |place - y_k|²).
float kinship(const Affinities& affinities, std::span<const float> positions, std::size_t i,
              const float* place) {
    float sum = 0;
    for (std::size_t e = affinities.begin[i]; e < affinities.begin[i + 1]; ++e) {
        const float* kin = positions.data() + 2 * std::size_t{affinities.other[e]};
        const float dx = place[0] - kin[0];
        const float dy = place[1] - kin[1];
        sum += affinities.weight[e] / (1 + dx * dx + dy * dy);
    }
    return sum;
}

} // namespace

double fittingScale(const Affinities& affinities, const Matrix& positions, Workers& workers) {
    double sum = 0;
    for (const float value : positions.values())
        sum += double(value) * double(value);
    if (!(sum > 0))
        return 1;
    Repulsion repulsion;
    std::vector<float> scaled(positions.size());
    std::vector<float> forces(positions.size());
    const auto divergence = [&](double logScale) { // but for the entropy of P, which no scale changes
        for (std::size_t i = 0; i < scaled.size(); ++i)
            scaled[i] = static_cast<float>(double(positions.values()[i]) * std::exp(logScale));
        const double z = repulsion.evaluate(scaled, forces, workers);
        return attractionEnergy(affinities, scaled, workers) + (z > 0 ? std::log(z) : 0.0);
    };
    // From a radius of one unit up to one that no layout exceeds, in steps that golden sections then refine.
    constexpr double kStep = 0.47; // of the logarithm
    constexpr double kGolden = 0.6180339887498949;
    const auto points = static_cast<double>(positions.rows());
    const double first = std::log(std::sqrt(points / sum));
    double best = first;
    double least = divergence(first);
    for (double logScale = first + kStep; logScale < first + std::log(4 * std::sqrt(points));
         logScale += kStep) {
        const double value = divergence(logScale);
        if (value < least) {
            least = value;
            best = logScale;
        }
    }
    double low = best - kStep;
    double high = best + kStep;
    double left = high - kGolden * (high - low);
    double right = low + kGolden * (high - low);
    double atLeft = divergence(left);
    double atRight = divergence(right);
    for (int section = 0; section < 8; ++section) {
        if (atLeft < atRight) {
            high = right;
            right = left;
            atRight = atLeft;
            left = high - kGolden * (high - low);
            atLeft = divergence(left);
        } else {
            low = left;
            left = right;
            atLeft = atRight;
            right = low + kGolden * (high - low);
            atRight = divergence(right);
        }
    }
    return std::exp((low + high) / 2);
}

void placeStrayPoints(const Affinities& affinities, std::span<float> positions, Workers& workers) {
    const std::vector<float> before(positions.begin(), positions.end());
    const std::size_t points = affinities.points();
    workers.forEach((points + kBlock - 1) / kBlock, [&](std::size_t block) {
        for (std::size_t i = block * kBlock; i < std::min(points, (block + 1) * kBlock); ++i) {
            float whole = 0;
            for (std::size_t e = affinities.begin[i]; e < affinities.begin[i + 1]; ++e)
                whole += affinities.weight[e];
            const float here = kinship(affinities, before, i, before.data() + 2 * i);
            if (here >= kLonely * whole)
                continue;
            float most = kWorthMoving * here;
            for (std::size_t e = affinities.begin[i]; e < affinities.begin[i + 1]; ++e) {
                const float* place = before.data() + 2 * std::size_t{affinities.other[e]};
                // The one at whose place it would be does not count: at distance 0 everybody is akin.
                const float there = kinship(affinities, before, i, place) - affinities.weight[e];
                if (there > most) {
                    most = there;
                    std::copy_n(place, 2, positions.data() + 2 * i);
                }
            }
        }
    });
}

} // namespace crossview
