#pragma once

#include "evaluation/run_evaluator.h"
#include "widgets/cell_table.h"

#include <vector>

namespace crossview::ui {

/// "System", both directions' R@1, R@5, R@10 and rsum.
std::vector<Cell> recallHeading();
/// The network, corrected where asked for, its baselines as far as there are, chance. Each number has half
/// the width of its 95 % interval beside it, a star where it differs from the network's by more than the
/// noise; the tool tip has interval and difference.
std::vector<std::vector<Cell>> recallRows(const RunEvaluation& evaluation,
                                          const MeasuredBaselines* baselines);
/// One sentence: split, protocol, ties, intervals, star; median and mean ranks.
QString recallConditions(const RunEvaluation& evaluation);
/// How well whole lists are ordered, in both directions, by pairs and with what shares a concept.
std::vector<Cell> listHeading();
std::vector<std::vector<Cell>> listRows(const ListReport& lists);
/// Times and title of hubs, most first.
std::vector<std::vector<Cell>> hubRows(const HubReport& report);
/// "Skewness 2.31. Each of 500 images would come up 10.0 times … if all did equally; 120 never do."
QString hubText(const HubReport& report, View answers);

} // namespace crossview::ui
