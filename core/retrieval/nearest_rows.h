#pragma once

#include "common/matrix.h"

#include <cstdint>
#include <span>
#include <vector>

namespace crossview {

/// One answer: row of the searched matrix and its Euclidean distance to the query.
struct Hit {
    std::int32_t item = 0;
    float distance = 0;
};

/// The k nearest rows of `items` [n, d] to a query [d], exact as in float64, ascending; ties by lower index.
/// Rows that hold NaN, and those that are `leftOut`, are never an answer. Throws Error when the widths
/// differ.
std::vector<Hit> nearest(std::span<const float> query, MatrixView items, std::size_t k,
                         std::span<const std::int32_t> leftOut = {});

/// The k nearest of some rows, the same way.
std::vector<Hit> nearestOf(std::span<const float> query, MatrixView items,
                           std::span<const std::int32_t> candidates, std::size_t k);

/// Throws Error unless the query is as wide as the items.
void requireSameWidth(std::span<const float> query, MatrixView items);

/// 0-based rank of one item for a query: number of items that are nearer (ties by index; rows that hold NaN
/// and those that are `leftOut` come last).
std::size_t rankOf(std::span<const float> query, MatrixView items, std::size_t item,
                   std::span<const std::int32_t> leftOut = {});

} // namespace crossview
