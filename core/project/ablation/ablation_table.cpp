#include "project/ablation/ablation_table.h"

#include "common/error.h"

#include <algorithm>

namespace crossview {

std::vector<Measurement> AblationRow::measurements() const {
    std::vector<Measurement> all;
    for (const AblationRun& run : runs)
        all.push_back(run.measurement);
    return all;
}

SeedMean AblationRow::mean(const std::stop_token& stop) const {
    if (runs.empty())
        return {};
    SeedMean mean = meanOfSeeds(measurements());
    if (runs.size() == 1) {
        const Intervals intervals = bootstrapIntervals(runs.front().measurement, {}, stop);
        for (std::size_t i = 0; i < kMeasures; ++i)
            mean.halfWidth[i] = (intervals.high[i] - intervals.low[i]) / 2;
    }
    return mean;
}

std::optional<SeedComparison> AblationTable::againstFull(std::size_t row, const std::stop_token& stop) const {
    if (row == full)
        return std::nullopt;
    std::vector<Measurement> before;
    std::vector<Measurement> after;
    for (const AblationRun& run : rows.at(row).runs) {
        const auto same = std::ranges::find(rows.at(full).runs, run.seed, &AblationRun::seed);
        if (same == rows.at(full).runs.end())
            continue;
        before.push_back(same->measurement);
        after.push_back(run.measurement);
    }
    if (before.empty())
        return std::nullopt;
    try {
        return compareSeeds(before, after, {}, stop);
    } catch (const Error&) { // other queries: another split
        return std::nullopt;
    }
}

} // namespace crossview
