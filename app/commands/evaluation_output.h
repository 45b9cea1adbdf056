#pragma once

#include "commands/console.h"
#include "evaluation/bootstrap.h"
#include "project/measuring/hub_report.h"
#include "project/measuring/measured_run.h"

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace crossview {

/// The recalls of a measurement as a table: both ways with bootstrap intervals, chance, rsum; nothing where
/// nothing was measured.
void printMeasurement(Console& console, const Measurement& measurement);
/// One sentence: part of the data ("test", …, "all"), pool, protocol, ties, intervals; or that nothing was
/// measured.
std::string measurementConditions(const Measurement& measurement, std::string_view part);
/// {"image_to_sentence": {"r1": …, "r1_bootstrap": [low, high], "chance_r1": …, …}, "sentence_to_image": …,
/// "rsum": …, "rsum_bootstrap": …}.
nlohmann::ordered_json toJson(const Measurement& measurement, std::string_view part);

/// What the second of two systems does more than the first, as a table under a heading.
void printComparison(Console& console, const Comparison& comparison, std::string_view first,
                     std::string_view second);
nlohmann::ordered_json toJson(const Comparison& comparison);

/// "csls, 10 neighbours; bank: 9000 pictures and 9000 texts of the training split".
std::string correctionName(const CorrectionRequest& correction, const MeasuredRun& measured);

/// Skewness, hubs and what is never found, of both views.
void printHubs(Console& console, const HubReports& hubs);
nlohmann::ordered_json toJson(const HubReports& hubs);

/// mAP@R, R-precision and nDCG of both directions, by pairs and with concepts.
void printLists(Console& console, const ListReport& lists);
nlohmann::ordered_json toJson(const ListReport& lists);

/// How well phrases find their regions: among the regions and the proposals of their picture, and by type.
void printRegions(Console& console, const RegionReport& regions);
nlohmann::ordered_json toJson(const RegionReport& regions);

} // namespace crossview
