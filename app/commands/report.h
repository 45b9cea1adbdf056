#pragma once

#include "commands/console.h"
#include "evaluation/recall.h"
#include "options/run_options.h"
#include "project/project.h"

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// Name of the part of the data that is no split: every picture.
inline constexpr std::string_view kWholeData = "all";

/// Recall of one run, or the mean over several.
struct EvaluatedRun {
    std::string run; ///< id; empty for a mean
    std::uint64_t seed = 0;
    int epoch = 0; ///< epoch of the evaluated network
    bool shuffledPairs = false;
    RecallBothWays recall;
};

/// Mean of every value over runs of the same query counts; the interval is that of the mean R@1.
RecallBothWays meanRecall(std::span<const EvaluatedRun> runs);

/// The recalls as two lines of a table under their heading.
void printRecallTable(Console& console, const RecallBothWays& recall);
/// One sentence: part of the data ("test", …, "all"), protocol, ties.
std::string recallConditions(const RecallBothWays& recall, std::string_view part);

/// {"r1": …, "r5": …, "r10": …, "medr": …, "n_queries": …, "split": …, "protocol": …, "tie_rule": …, …}.
nlohmann::ordered_json toJson(const Recall& recall, const RecallBothWays& context, std::string_view part);

/// Throws Error for another word.
TextUnit protocolFromString(std::string_view word);
TieRule tieRuleFromString(std::string_view word);
Split splitFromString(std::string_view word);

/// A time in seconds for a person: "0.8 s", "42 s", "3 min 20 s".
std::string duration(double seconds);

} // namespace crossview
