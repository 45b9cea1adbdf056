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

/// The k nearest rows of unit-length `items` [n, d] to a unit query [d], exact, ascending; ties by lower index.
std::vector<Hit> nearest(std::span<const float> query, MatrixView items, std::size_t k);

/// 0-based rank of one item for a query: number of items that are nearer (ties by index).
std::size_t rankOf(std::span<const float> query, MatrixView items, std::size_t item);

} // namespace crossview
