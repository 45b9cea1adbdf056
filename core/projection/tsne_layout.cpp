#include "projection/tsne_layout.h"

#include "common/progress.h"
#include "projection/attraction.h"
#include "projection/warm_start.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

namespace crossview {
namespace {

constexpr std::size_t kBlock = 4096; // points of a task
constexpr float kLongestStep = 5;    // units; keeps what is thrown out of a crowd on the map
constexpr float kLeastGain = 0.01F;

/// Interleaves the bits of two 16-bit numbers.
std::uint32_t mortonCode(std::uint32_t x, std::uint32_t y) {
    const auto spaced = [](std::uint32_t bits) {
        bits = (bits | (bits << 8)) & 0x00ff00ffU;
        bits = (bits | (bits << 4)) & 0x0f0f0f0fU;
        bits = (bits | (bits << 2)) & 0x33333333U;
        return (bits | (bits << 1)) & 0x55555555U;
    };
    return spaced(x) | (spaced(y) << 1);
}

/// Places of memory in the order of the Morton curve over points [n, 2].
std::vector<std::uint32_t> mortonOrder(const std::vector<float>& positions) {
    std::array<float, 2> low{positions[0], positions[1]};
    std::array<float, 2> high = low;
    for (std::size_t i = 0; i < positions.size(); ++i) {
        low[i % 2] = std::min(low[i % 2], positions[i]);
        high[i % 2] = std::max(high[i % 2], positions[i]);
    }
    const float extent = std::max(high[0] - low[0], high[1] - low[1]);
    const float scale = extent > 0 ? 65535.0F / extent : 0.0F;
    std::vector<std::uint64_t> keys(positions.size() / 2);
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const auto x = static_cast<std::uint32_t>((positions[2 * i] - low[0]) * scale);
        const auto y = static_cast<std::uint32_t>((positions[2 * i + 1] - low[1]) * scale);
        keys[i] = (std::uint64_t{mortonCode(std::min(x, 65535U), std::min(y, 65535U))} << 32) | i;
    }
    std::sort(keys.begin(), keys.end());
    std::vector<std::uint32_t> order(keys.size());
    std::transform(keys.begin(), keys.end(), order.begin(),
                   [](std::uint64_t key) { return static_cast<std::uint32_t>(key); });
    return order;
}

std::size_t blocksOf(std::size_t points) {
    return (points + kBlock - 1) / kBlock;
}

} // namespace

TsneLayout::TsneLayout(Affinities affinities, const Matrix& positions)
    : m_affinities(std::move(affinities)), m_point(positions.rows()), m_positions(positions.values()),
      m_velocity(positions.size()), m_gains(positions.size(), 1.0F), m_pull(positions.size()),
      m_push(positions.size()) {
    std::iota(m_point.begin(), m_point.end(), 0U);
    for (const float weight : m_affinities.weight)
        if (weight > 0)
            m_entropy += double(weight) * std::log(double(weight));
}

void TsneLayout::step(const Step& step, Workers& workers) {
    throwIfStopped(workers.stop());
    attraction(m_affinities, m_positions, m_pull, workers);
    const double z = m_repulsion.evaluate(m_positions, m_push, workers);
    const auto pullFactor = static_cast<float>(step.exaggeration);
    const auto pushFactor = static_cast<float>(z > 0 ? 1 / z : 0.0);
    const auto rate = static_cast<float>(step.learningRate);
    const auto momentum = static_cast<float>(step.momentum);
    const std::size_t points = m_point.size();
    std::vector<std::array<double, 2>> sums(blocksOf(points));
    workers.forEach(sums.size(), [&](std::size_t block) {
        const std::size_t end = std::min(points, (block + 1) * kBlock);
        for (std::size_t i = 2 * block * kBlock; i < 2 * end; ++i) {
            const float gradient = pullFactor * m_pull[i] - pushFactor * m_push[i];
            // Against the gradient so far: faster; along it, so that it was overshot: slower.
            const float gain =
                gradient * m_velocity[i] <= 0 ? m_gains[i] + 0.2F : std::max(kLeastGain, m_gains[i] * 0.8F);
            m_gains[i] = gain;
            m_velocity[i] = momentum * m_velocity[i] - rate * gain * gradient;
        }
        std::array<double, 2> sum{};
        for (std::size_t i = 2 * block * kBlock; i < 2 * end; i += 2) {
            const float length =
                std::sqrt(m_velocity[i] * m_velocity[i] + m_velocity[i + 1] * m_velocity[i + 1]);
            const float shortened = length > kLongestStep ? kLongestStep / length : 1.0F;
            for (std::size_t a = 0; a < 2; ++a) {
                m_velocity[i + a] *= shortened;
                m_positions[i + a] += m_velocity[i + a];
                sum[a] += double(m_positions[i + a]);
            }
        }
        sums[block] = sum;
    });
    std::array<double, 2> total{};
    for (const std::array<double, 2>& sum : sums)
        for (std::size_t a = 0; a < 2; ++a)
            total[a] += sum[a];
    for (std::size_t i = 0; i < m_positions.size(); ++i)
        m_positions[i] -= static_cast<float>(total[i % 2] / static_cast<double>(points));
}

double TsneLayout::divergence(Workers& workers, double exaggeration) {
    const double z = m_repulsion.evaluate(m_positions, m_push, workers);
    return m_entropy + exaggeration * attractionEnergy(m_affinities, m_positions, workers) +
           (z > 0 ? std::log(z) : 0.0);
}

void TsneLayout::placeStrays(Workers& workers) {
    const std::vector<float> before = m_positions;
    placeStrayPoints(m_affinities, m_positions, workers);
    for (std::size_t i = 0; i < m_positions.size(); ++i)
        if (m_positions[i] != before[i]) {
            m_velocity[i] = 0;
            m_gains[i] = 1;
        }
}

void TsneLayout::sort(Workers& workers) {
    const std::size_t points = m_point.size();
    if (points == 0)
        return;
    const std::vector<std::uint32_t> order = mortonOrder(m_positions);
    std::vector<std::uint32_t> place(points);
    for (std::size_t i = 0; i < points; ++i)
        place[order[i]] = static_cast<std::uint32_t>(i);
    Affinities sorted;
    sorted.begin.resize(points + 1);
    for (std::size_t i = 0; i < points; ++i)
        sorted.begin[i + 1] =
            sorted.begin[i] + (m_affinities.begin[order[i] + 1] - m_affinities.begin[order[i]]);
    sorted.other.resize(m_affinities.other.size());
    sorted.weight.resize(m_affinities.weight.size());
    std::vector<std::uint32_t> point(points);
    std::array<std::vector<float>, 3> moved;
    const std::array<std::vector<float>*, 3> states{&m_positions, &m_velocity, &m_gains};
    for (std::vector<float>& values : moved)
        values.resize(2 * points);
    workers.forEach(blocksOf(points), [&](std::size_t block) {
        for (std::size_t i = block * kBlock; i < std::min(points, (block + 1) * kBlock); ++i) {
            const std::size_t from = order[i];
            point[i] = m_point[from];
            for (std::size_t s = 0; s < states.size(); ++s)
                for (std::size_t a = 0; a < 2; ++a)
                    moved[s][2 * i + a] = (*states[s])[2 * from + a];
            std::size_t to = sorted.begin[i];
            for (std::size_t e = m_affinities.begin[from]; e < m_affinities.begin[from + 1]; ++e, ++to) {
                sorted.other[to] = place[m_affinities.other[e]];
                sorted.weight[to] = m_affinities.weight[e];
            }
        }
    });
    m_affinities = std::move(sorted);
    m_point = std::move(point);
    for (std::size_t s = 0; s < states.size(); ++s)
        *states[s] = std::move(moved[s]);
}

Matrix TsneLayout::positions() const {
    Matrix result(m_point.size(), 2);
    for (std::size_t i = 0; i < m_point.size(); ++i)
        for (std::size_t a = 0; a < 2; ++a)
            result(m_point[i], a) = m_positions[2 * i + a];
    return result;
}

} // namespace crossview
