#include "projection/attraction.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace crossview {
namespace {

constexpr std::size_t kBlock = 1024; // rows of a task: a tenth of a millisecond, more than a thread costs

struct Rows {
    const std::size_t* begin;
    const std::uint32_t* other;
    const float* weight;
    const float* positions;
    float* pull;
};

/// The pulls on points [first, last); inlined into one function for each instruction set.
[[gnu::always_inline]] inline void pullRows(const Rows& rows, std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
        const float x = rows.positions[2 * i];
        const float y = rows.positions[2 * i + 1];
        float alongX = 0;
        float alongY = 0;
        const std::size_t end = rows.begin[i + 1];
#pragma omp simd reduction(+ : alongX, alongY)
        for (std::size_t e = rows.begin[i]; e < end; ++e) {
            const std::size_t j = 2 * std::size_t{rows.other[e]};
            const float dx = x - rows.positions[j];
            const float dy = y - rows.positions[j + 1];
            const float strength = rows.weight[e] / (1 + dx * dx + dy * dy);
            alongX += strength * dx;
            alongY += strength * dy;
        }
        rows.pull[2 * i] = alongX;
        rows.pull[2 * i + 1] = alongY;
    }
}

void pullPlain(const Rows& rows, std::size_t first, std::size_t last) {
    pullRows(rows, first, last);
}

#if defined(__x86_64__) && defined(__GNUC__)
[[gnu::target("avx2,fma")]] void pullAvx2(const Rows& rows, std::size_t first, std::size_t last) {
    pullRows(rows, first, last);
}

[[gnu::target("avx512f,avx512dq,avx512vl,fma")]] void pullAvx512(const Rows& rows, std::size_t first,
                                                                 std::size_t last) {
    pullRows(rows, first, last);
}

auto fastestPull() {
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl"))
        return pullAvx512;
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? pullAvx2 : pullPlain;
}
#else
auto fastestPull() {
    return pullPlain;
}
#endif

} // namespace

void attraction(const Affinities& affinities, std::span<const float> positions, std::span<float> pull,
                Workers& workers) {
    const Rows rows{affinities.begin.data(), affinities.other.data(), affinities.weight.data(),
                    positions.data(), pull.data()};
    const std::size_t points = affinities.points();
    const auto pullBlock = fastestPull();
    workers.forEach((points + kBlock - 1) / kBlock, [&](std::size_t block) {
        pullBlock(rows, block * kBlock, std::min(points, (block + 1) * kBlock));
    });
}

double attractionEnergy(const Affinities& affinities, std::span<const float> positions, Workers& workers) {
    const std::size_t points = affinities.points();
    std::vector<double> sums((points + kBlock - 1) / kBlock);
    workers.forEach(sums.size(), [&](std::size_t block) {
        double sum = 0;
        for (std::size_t i = block * kBlock; i < std::min(points, (block + 1) * kBlock); ++i)
            for (std::size_t e = affinities.begin[i]; e < affinities.begin[i + 1]; ++e) {
                const std::size_t j = affinities.other[e];
                const float dx = positions[2 * i] - positions[2 * j];
                const float dy = positions[2 * i + 1] - positions[2 * j + 1];
                sum += double(affinities.weight[e] * std::log1p(dx * dx + dy * dy));
            }
        sums[block] = sum;
    });
    return std::accumulate(sums.begin(), sums.end(), 0.0);
}

} // namespace crossview
