#pragma once

#include "commands/console.h"
#include "project/measuring/compare_runs.h"

#include <nlohmann/json_fwd.hpp>

namespace crossview {

/// Two runs beside each other: what each answers, what the second answers more, the settings that differ, and
/// the queries whose match moved most; why nothing was measured where that is so.
void printRuns(Console& console, const RunComparison& comparison);

/// {"runs": [{"run": …, "rsum": …, …}, …], "more_by": …, "differing": {key: [first, second]}, "moved": …}.
nlohmann::ordered_json toJson(const RunComparison& comparison);

} // namespace crossview
