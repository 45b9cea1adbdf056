#pragma once

#include "dataset/item_ref.h"
#include "project/measuring/evaluate_runs.h"
#include "project/runs/run_list.h"

#include <array>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace crossview {

/// Which two runs of a project are compared, and on what.
struct CompareRequest {
    std::filesystem::path project;
    std::array<std::string, 2> runs; ///< ids or "latest"
    std::optional<Split> split;      ///< empty: test, of data without one validation
};

/// One of two runs that are compared.
struct ComparedRun {
    RunSummary summary;
    RunHistory history;
    std::optional<TrainedRun> trained; ///< nothing where it cannot answer
    std::optional<EvaluatedRun> evaluated;
};

/// A query whose best match both runs rank.
struct RankChange {
    ItemRef query;               ///< of a document the image that it belongs to
    std::array<double, 2> ranks; ///< 0-based, of the best match, in either run

    /// Places that the match has moved to the front from the first run to the second; negative: back.
    double gain() const { return ranks[0] - ranks[1]; }
};

/// What two runs of a project have in common and what not.
struct RunComparison {
    std::array<ComparedRun, 2> runs;
    std::vector<const OptionField*> differing; ///< of their options
    std::string whyNotMeasured;     ///< why nothing below is known, one sentence; empty while it is measured
    std::optional<Split> split;     ///< that was asked; nothing while nothing was
    std::optional<Comparison> more; ///< what the second answers more than the first, by paired bootstrap
    std::vector<RankChange> fromImages, fromSentences; ///< whose rank differs, by the size of the change
};

/// Compares the best epochs of two runs. Settings and curves are read first and given to `known`; then both
/// are asked the same queries of one split: sentences by themselves unless both were validated on documents.
/// Where they cannot be measured together (other data than the project holds, other splits, one of shuffled
/// pairs, no network, no split to ask) RunComparison::whyNotMeasured says why, and the rest stands. A long
/// job: cancellable, with progress. Throws Error when there is no such project or run, or both are the same
/// one.
RunComparison compareRuns(const CompareRequest& request, const std::stop_token& stop = {},
                          const ProgressSink& progress = {},
                          const std::function<void(const RunComparison&)>& known = {});

/// The queries of one direction whose ranks differ, the largest change first, of equal ones in their order.
/// `queries`, `first` and `second` are of one length; a rank below 0 is none. Throws Error where they are
/// not.
std::vector<RankChange> rankChanges(const std::vector<ItemRef>& queries, const std::vector<double>& first,
                                    const std::vector<double>& second);

} // namespace crossview
