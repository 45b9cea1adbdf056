#include "charts/axis_layout.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace crossview::ui {

RoundAxis roundAxis(double largest) {
    if (!std::isfinite(largest) || largest <= 0)
        return {};
    constexpr int kIntervals = 4;
    const double raw = largest / kIntervals;
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    RoundAxis axis;
    for (const double factor : {1.0, 2.0, 2.5, 5.0, 10.0}) {
        axis.step = factor * power;
        if (axis.step * (kIntervals + 1e-9) >= largest)
            break;
    }
    axis.top = axis.step * std::max(1.0, std::ceil(largest / axis.step - 1e-9));
    axis.decimals = 0;
    while (axis.decimals < 8) {
        const double scaled = axis.step * std::pow(10.0, axis.decimals);
        if (std::abs(scaled - std::round(scaled)) < 1e-6 * scaled)
            break;
        ++axis.decimals;
    }
    return axis;
}

std::vector<double> spreadLabels(std::span<const double> wanted, double height, double top, double bottom) {
    const std::size_t count = wanted.size();
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return wanted[a] < wanted[b]; });
    const double first = top + height / 2, last = bottom - height / 2;
    std::vector<double> result(count);
    if (count > 1 && height * double(count) >= bottom - top) {
        for (std::size_t i = 0; i < count; ++i)
            result[order[i]] = first + (last - first) * double(i) / double(count - 1);
        return result;
    }
    // Blocks of labels that touch, each at the mean of its labels' wishes (pool adjacent violators).
    struct Block {
        double sum; // of wish - offset in the block
        std::size_t count;
    };
    const auto bounded = [&](const Block& block) {
        return std::clamp(block.sum / double(block.count), first,
                          std::max(first, last - height * double(block.count - 1)));
    };
    std::vector<Block> blocks;
    for (const std::size_t label : order) {
        blocks.push_back({wanted[label], 1});
        while (blocks.size() > 1) {
            Block& before = blocks[blocks.size() - 2];
            const Block& block = blocks.back();
            if (bounded(before) + height * double(before.count) <= bounded(block))
                break;
            before.sum += block.sum - height * double(before.count) * double(block.count);
            before.count += block.count;
            blocks.pop_back();
        }
    }
    std::size_t at = 0;
    for (const Block& block : blocks) {
        const double start = bounded(block);
        for (std::size_t i = 0; i < block.count; ++i)
            result[order[at++]] = start + height * double(i);
    }
    return result;
}

} // namespace crossview::ui
