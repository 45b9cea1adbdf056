#pragma once

#include "retrieval/nearest_rows.h"
#include "retrieval/score_correction.h"

namespace crossview {

/// Answers in the order of corrected scores, with their Euclidean distances all the same.
struct CorrectedHits {
    std::vector<Hit> hits;
    std::vector<double> scores; ///< per hit, ScoreCorrection::correct; falling
};

/// The k rows of `items` [n, d] with the largest corrected score for a query [d], both of unit length; ties
/// by lower index. Rows that hold NaN, and those that are `leftOut`, are never an answer and change no score.
/// Throws Error when the widths differ or the correction is of other items.
CorrectedHits bestCorrected(std::span<const float> query, MatrixView items, std::size_t k,
                            const ScoreCorrection& correction, std::span<const std::int32_t> leftOut = {});

} // namespace crossview
