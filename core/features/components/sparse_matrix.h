#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace crossview {

/// Rows of (column, value), stored one after the other.
struct SparseMatrix {
    std::size_t cols = 0;
    std::vector<std::size_t> start{0}; ///< [rows + 1]
    std::vector<std::int32_t> columns; ///< ascending within a row
    std::vector<float> values;

    std::size_t rows() const { return start.size() - 1; }
    void append(std::int32_t column, float value) {
        columns.push_back(column);
        values.push_back(value);
    }
    /// What was appended since the last end is a row.
    void endRow() { start.push_back(columns.size()); }
};

} // namespace crossview
