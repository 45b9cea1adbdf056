#pragma once

#include "evaluation/list_quality.h"
#include "evaluation/measurement.h"
#include "features/asked_items.h"

#include <optional>

namespace crossview {

/// Whole lists of answers of one direction.
struct DirectionLists {
    ListQuality pairs; ///< right is what belongs to the query, each with grade 1
    /// Right is also what shares a concept with the query: grade 1, and 2 for what belongs to it. Nothing
    /// where no asked item shares its concept with another one.
    std::optional<ListQuality> concepts;
};

/// The same in both directions.
struct ListReport {
    DirectionLists imageToSentence;
    DirectionLists sentenceToImage;
};

/// Measures the order of all answers to asked items, over the whole split. A text has the concept of its
/// first image. Throws Cancelled.
ListReport listReport(const EvaluationItems& embedded, const AskedItems& items, const Dataset& dataset,
                      const RescoreBothWays& rescore = {}, const std::stop_token& stop = {});

} // namespace crossview
