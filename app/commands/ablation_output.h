#pragma once

#include "commands/console.h"
#include "project/ablation/published_results.h"
#include "project/ablation/run_ablation.h"

namespace crossview {

/// How many runs there are, of what rows.
void printPlan(Console& console, const AblationPlan& plan, std::size_t seeds);

/// The heading of the table's lines.
void printTableHeading(Console& console, const AblationTable& table);

/// One line of the table, and what failed in it. Bootstraps; throws Cancelled soon after a stop.
void printTableRow(Console& console, const AblationTable& table, std::size_t row,
                   const std::stop_token& stop = {});

/// What each row does more than the full one, and whether that is more than the noise.
void printDifferences(Console& console, const AblationTable& table, const std::stop_token& stop = {});

/// The rows of the literature of a pool with their sources, and how far they are to be trusted.
void printPublished(Console& console, PublishedPool pool);

} // namespace crossview
