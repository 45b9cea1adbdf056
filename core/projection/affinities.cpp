#include "projection/affinities.h"

#include "common/threads.h"
#include "projection/passes.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

namespace crossview {
namespace {

constexpr std::size_t kBlock = 1024; // rows of a task: below 10 ms
constexpr const char* kStage = "Weighing neighbours";

/// Writes the conditional distribution over squared distances (rising) that has the entropy log(perplexity):
/// weights exp(-beta d), beta by Newton's method on log(beta) inside a bracket.
void calibrate(std::span<const float> distances, double perplexity, std::span<float> weights) {
    constexpr int kSteps = 64;
    constexpr double kTolerance = 1e-5; // of the entropy
    const double target = std::log(perplexity);
    const double nearest = distances.front();
    const double span = double(distances.back()) - nearest;
    std::vector<double> kept(distances.size(), 1.0);
    double sum = static_cast<double>(distances.size());
    if (span > 0) {
        double low = 0;
        double high = std::numeric_limits<double>::infinity();
        double beta = 2 / span;
        for (int step = 0; step < kSteps; ++step) {
            sum = 0;
            double first = 0;
            double second = 0;
            for (std::size_t n = 0; n < distances.size(); ++n) {
                const double excess = double(distances[n]) - nearest;
                kept[n] = std::exp(-beta * excess);
                sum += kept[n];
                first += kept[n] * excess;
                second += kept[n] * excess * excess;
            }
            const double mean = first / sum;
            const double variance = second / sum - mean * mean;
            const double tooFlat = std::log(sum) + beta * mean - target;
            if (std::abs(tooFlat) < kTolerance)
                break;
            (tooFlat > 0 ? low : high) = beta;
            const double newton = beta * std::exp(std::clamp(tooFlat / (beta * beta * variance), -3.0, 3.0));
            if (newton > low && newton < high)
                beta = newton;
            else
                beta = std::isinf(high) ? beta * 2 : (low + high) / 2;
            if (!(beta * span < 1e12)) // more equals at the smallest distance than the perplexity
                break;
        }
    }
    for (std::size_t n = 0; n < weights.size(); ++n)
        weights[n] = static_cast<float>(kept[n] / sum);
}

/// (w + wᵀ) / 2n of rows of `count` conditional weights each, which belong to the first neighbours of a
/// point.
Affinities symmetric(const NeighbourGraph& graph, std::size_t count, const std::vector<float>& conditional,
                     const std::stop_token& stop) {
    const std::size_t n = graph.points;
    // The transposed rows by counting: filled in the order of the points, so that each comes out sorted.
    std::vector<std::size_t> begin(n + 1, 0);
    for (std::size_t i = 0; i < n; ++i)
        for (const std::uint32_t j : graph.othersOf(i).first(count))
            ++begin[j + 1];
    for (std::size_t i = 0; i < n; ++i)
        begin[i + 1] += begin[i];
    std::vector<std::pair<std::uint32_t, float>> transposed(n * count);
    std::vector<std::size_t> next(begin.begin(), begin.end() - 1);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t k = 0; k < count; ++k)
            transposed[next[graph.othersOf(i)[k]]++] = {static_cast<std::uint32_t>(i),
                                                        conditional[i * count + k]};
    throwIfStopped(stop);
    Affinities result;
    result.begin.assign(n + 1, 0);
    result.other.reserve(2 * n * count);
    result.weight.reserve(2 * n * count);
    const float scale = 1.0F / (2.0F * static_cast<float>(n));
    std::vector<std::pair<std::uint32_t, float>> own(count);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < count; ++k)
            own[k] = {graph.othersOf(i)[k], conditional[i * count + k]};
        std::sort(own.begin(), own.end());
        std::size_t k = 0;
        std::size_t t = begin[i];
        while (k < count || t < begin[i + 1]) {
            const bool fromOwn = k < count && (t == begin[i + 1] || own[k].first <= transposed[t].first);
            const bool fromOther = t < begin[i + 1] && (k == count || transposed[t].first <= own[k].first);
            result.other.push_back(fromOwn ? own[k].first : transposed[t].first);
            float weight = 0;
            if (fromOwn)
                weight += own[k++].second;
            if (fromOther)
                weight += transposed[t++].second;
            result.weight.push_back(weight * scale);
        }
        result.begin[i + 1] = result.other.size();
        if (i % (kBlock * 16) == 0)
            throwIfStopped(stop);
    }
    return result;
}

} // namespace

Affinities perplexityAffinities(const NeighbourGraph& graph, double perplexity, const std::stop_token& stop,
                                const ProgressSink& progress) {
    Passes passes(kStage, graph.points, stop, progress);
    const std::size_t count = graph.neighbours;
    std::vector<float> conditional(graph.points * count);
    if (count > 0) {
        const double reached = std::clamp(perplexity, 1.0, std::max(1.0, static_cast<double>(count) / 3));
        constexpr std::size_t kGroup = 16 * kBlock; // reported at a time
        for (std::size_t group = 0; group < graph.points; group += kGroup) {
            const std::size_t groupEnd = std::min(graph.points, group + kGroup);
            parallelFor((groupEnd - group + kBlock - 1) / kBlock, stop, [&](std::size_t block) {
                const std::size_t first = group + block * kBlock;
                for (std::size_t i = first; i < std::min(groupEnd, first + kBlock); ++i)
                    calibrate(graph.squaredDistancesOf(i), reached,
                              std::span(conditional).subspan(i * count, count));
            });
            passes.advance(groupEnd - group);
        }
    }
    passes.finish();
    return symmetric(graph, count, conditional, stop);
}

Affinities uniformAffinities(const NeighbourGraph& graph, std::size_t neighbours, const std::stop_token& stop,
                             const ProgressSink& progress) {
    Passes passes(kStage, graph.points, stop, progress);
    const std::size_t count = std::min(neighbours, graph.neighbours);
    const float weight = count > 0 ? 1.0F / static_cast<float>(count) : 0.0F;
    passes.finish();
    return symmetric(graph, count, std::vector<float>(graph.points * count, weight), stop);
}

} // namespace crossview
