#pragma once

#include "evaluation/seed_comparison.h"
#include "project/ablation/ablation_plan.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace crossview {

/// One trained and measured run of a row.
struct AblationRun {
    std::uint64_t seed = 0;
    std::string run; ///< id
    Measurement measurement;
};

/// One row: a variant over its seeds, as far as it has come.
struct AblationRow {
    std::vector<std::string> names;    ///< of its levels, one for each axis
    std::string title;                 ///< Variant::title
    std::vector<AblationRun> runs;     ///< in the order of the seeds; those that failed are not there
    std::vector<std::string> failures; ///< what went wrong, a sentence each that begins with the seed

    bool isMeasured() const { return !runs.empty(); }
    std::vector<Measurement> measurements() const;
    /// Mean over the seeds with half its 95 % interval by Student's t; of a single seed half the bootstrap
    /// interval over images. Of nothing all 0.
    SeedMean mean(const std::stop_token& stop = {}) const;
};

/// What an ablation has come to, in the form of the paper's Table 1.
struct AblationTable {
    std::vector<std::string> axes;
    std::size_t full = 0; ///< the row that others are compared with
    std::size_t seeds = 0;
    std::vector<AblationRow> rows;
    bool isWhole = false; ///< it was not stopped

    /// What a row does more than the full one, over the seeds that both have; nothing for the full row
    /// itself, where one of them has no such seed, and where they were asked different queries. Throws
    /// Cancelled.
    std::optional<SeedComparison> againstFull(std::size_t row, const std::stop_token& stop = {}) const;
};

} // namespace crossview
