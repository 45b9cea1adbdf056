#pragma once

#include "commands/console.h"
#include "evaluation/recall.h"
#include "options/run_options.h"
#include "project/project.h"

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace crossview {

/// Name of the part of the data that is no split: every image.
inline constexpr std::string_view kWholeData = "all";

/// The mean recalls of several seeds as two lines of a table under their heading, nothing where nothing was
/// measured; `interval` says what the interval of R@1 is of.
void printRecallTable(Console& console, const RecallBothWays& recall, std::string_view interval);

/// {"r1": …, "r5": …, "r10": …, "medr": …, "n_queries": …, "split": …, "protocol": …, "tie_rule": …, …}.
nlohmann::ordered_json toJson(const Recall& recall, const RecallBothWays& context, std::string_view part);

/// A document as it is printed: indented, bytes that are no UTF-8 (of a file's name) replaced.
std::string jsonText(const nlohmann::ordered_json& document);

/// Throws Error for another word.
TextUnit protocolFromString(std::string_view word);

/// A time in seconds for a person: "0.8 s", "42 s", "3 min 20 s".
std::string duration(double seconds);

} // namespace crossview
