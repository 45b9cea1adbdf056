#pragma once

#include "evaluation/bootstrap.h"
#include "project/measuring/measured_run.h"
#include "project/opened_project.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace crossview {

/// What the best epoch of one run answers.
struct EvaluatedRun {
    std::string run; ///< id
    std::uint64_t seed = 0;
    int epoch = 0;              ///< epoch of the evaluated network
    bool shuffledPairs = false; ///< the chance control
    bool validated = false;     ///< the epoch was chosen on validation; else it is the newest
    MeasuredRun measured;
    RecallBothWays recall;                  ///< of measured.plain
    std::optional<Comparison> correction;   ///< corrected against plain
    std::optional<Comparison> againstOther; ///< this run, corrected where asked for, against request.against
};

/// Runs that differ in nothing but their seed.
struct RunGroup {
    RunOptions options; ///< of the first of them
    bool shuffled = false;
    std::vector<EvaluatedRun> runs;

    /// Their mean with its interval (meanOverSeeds): as they are, or corrected.
    RecallBothWays mean() const;
    RecallBothWays correctedMean() const;
};

/// What is evaluated, and how.
struct EvaluationRequest {
    std::filesystem::path project;   ///< whose items are asked
    std::filesystem::path networkOf; ///< project whose runs answer (zero-shot); empty: the same
    std::vector<std::string> runs;   ///< ids, "latest", "all"; empty: the newest with its other seeds
    std::optional<Split> split = Split::test; ///< empty: all images, zero-shot only
    std::optional<TextUnit> protocol;         ///< empty: as each run was validated
    TieRule ties = TieRule::mean;
    TestPool pool = TestPool::all;
    CorrectionRequest correction;
    std::size_t hubsAmong = 0; ///< first answers in which hubs are counted; 0: they are not
    bool lists = false;        ///< how well the whole lists of answers are ordered
    bool regions = false;      ///< where phrases are found in their picture; of data of regions
    std::string against;       ///< run that every other one is compared with; empty: none

    bool isZeroShot() const { return !networkOf.empty(); }
    const std::filesystem::path& trained() const { return isZeroShot() ? networkOf : project; }
};

/// Evaluates runs on the pairs that each was trained with (true ones, or the chance control's), in groups of
/// the same options but for the seed; a seed that was trained again counts once, as the newest. `note` hears
/// of what was left out, a sentence each. Throws Error when no run can be evaluated, or one that was named,
/// or when a run was asked other images than the one it is compared with.
std::vector<RunGroup> evaluateRuns(const EvaluationRequest& request, const std::stop_token& stop = {},
                                   const ProgressSink& progress = {},
                                   const std::function<void(const std::string&)>& note = {});

/// Measures an opened run on the pairs that it was trained with; `request` as it stands, its protocol too.
/// Throws Error where the pool needs more images, Cancelled soon after a stop.
EvaluatedRun evaluateRun(const TrainedRun& run, const MeasureRequest& request,
                         const std::stop_token& stop = {}, const ProgressSink& progress = {});

/// What `run` answers more than `other`, corrected where they are, by paired bootstrap. Throws Error when
/// they were asked different images or queries, Cancelled.
Comparison compareAnswers(const EvaluatedRun& other, const EvaluatedRun& run,
                          const std::stop_token& stop = {});

/// Recall of a run's best epoch in a session that is open already, by the protocol it was validated with.
/// Throws Error when the run has stored no network.
EvaluatedRun evaluateRun(const std::shared_ptr<const Session>& session, const std::string& run,
                         Split split = Split::test);

} // namespace crossview
