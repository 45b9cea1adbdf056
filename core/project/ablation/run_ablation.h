#pragma once

#include "project/ablation/ablation_table.h"
#include "project/session.h"

#include <filesystem>
#include <functional>
#include <optional>

namespace crossview {

/// What is trained, and how it is asked.
struct AblationRequest {
    std::filesystem::path project;
    AblationPlan plan;
    std::vector<std::uint64_t> seeds = {1, 2, 3};
    Split split = Split::test;
    std::optional<TextUnit> protocol; ///< of all rows; empty: as the full row is validated
    TieRule ties = TieRule::mean;
    TestPool pool = TestPool::all;
};

/// One run of the queue, before it is trained.
struct AblationStep {
    enum class Kind { train, resume, known };
    Kind kind = Kind::train;
    std::size_t row = 0;
    std::uint64_t seed = 0;
    std::string run;        ///< id; empty for one that is trained anew
    int epochs = 0;         ///< finished already
    std::size_t number = 0; ///< 1-based among all
    std::size_t of = 0;
};

/// Where an ablation reports to, on the thread that runs it. Empty members are skipped.
struct AblationListener {
    std::function<void(const Session&)> onSession; ///< data and features are ready for the rows that follow
    std::function<void(const AblationStep&)> onRun;
    TrainingListener training; ///< of the run under way
    /// A row has all its seeds; the full row, which others are compared with, is the first.
    std::function<void(const AblationTable&, std::size_t row)> onRow;
};

/// Trains every row with every seed, one run after another, and measures its best epoch. Runs are recorded in
/// the project as any others; what was trained already under the same options on the same data is not trained
/// again, and what was begun is gone on with (knownRun), so that a kill loses at most an epoch. A run that
/// fails leaves its sentence in the row, and the others go on. A stop ends it with the rows so far
/// (AblationTable::isWhole). Throws Error when the split holds nothing to ask or too little for the pool,
/// when a device is not there, and what trainInProject throws.
AblationTable runAblation(const AblationRequest& request, const AblationListener& listener,
                          const std::stop_token& stop = {}, const ProgressSink& progress = {});

} // namespace crossview
