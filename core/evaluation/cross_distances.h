#pragma once

#include "common/matrix.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <stop_token>
#include <vector>

namespace crossview {

/// Rows of one view with what decides distances to them.
struct MeasuredRows {
    /// Of what takes no part: it is far from everything and asks nothing.
    static constexpr float kNever = std::numeric_limits<float>::infinity();

    /// `leftOut` and rows that hold NaN take no part.
    explicit MeasuredRows(MatrixView embeddings, std::span<const std::int32_t> leftOut = {});
    bool takesPart(std::size_t row) const { return squaredLengths[row] != kNever; }

    MatrixView rows;                   ///< [n, d]
    std::vector<float> squaredLengths; ///< [n]
};

/// Calls `look(query, squared)` for every query that takes part, with its squared distances to all answers
/// (kNever for those that take no part); from several threads at a time, in blocks of products. `queries`
/// names rows of `asking`; `advance` is told after every block how many were asked. Throws Cancelled.
void forEachQuery(const MeasuredRows& asking, std::span<const std::uint32_t> queries,
                  const MeasuredRows& answering,
                  const std::function<void(std::size_t query, std::span<const float> squared)>& look,
                  const std::stop_token& stop, const std::function<void(std::size_t asked)>& advance);

/// All rows of it, in order.
std::vector<std::uint32_t> everyRow(const MeasuredRows& rows);

} // namespace crossview
