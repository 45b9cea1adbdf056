#pragma once

#include "common/matrix.h"
#include "retrieval/nearest_rows.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace crossview {

/// Rows that many queries search, in 8 bits a value beside float32: a query reads a quarter of the memory,
/// which is what it waits for. How far a rounded row lies from the true one is kept, so that the rounded rows
/// leave a few candidates of which none is missing, and those are measured exactly.
class CoarseRows {
public:
    /// Rounds rows [n, d] on all cores. Throws Cancelled on a stop.
    explicit CoarseRows(SharedMatrix rows, const std::stop_token& stop = {});

    const SharedMatrix& rows() const { return m_rows; }
    /// The same answers as nearest() of the rows (nearest_rows.h).
    std::vector<Hit> nearest(std::span<const float> query, std::size_t k,
                             std::span<const std::int32_t> leftOut = {}) const;

private:
    /// A row is step * codes, but for a remainder of this length.
    struct Rounded {
        float step = 0;
        float square = 0;    ///< squared length of the row; NaN where it holds one
        float remainder = 0; ///< not less than it is
    };
    void round(std::size_t row);

    SharedMatrix m_rows;
    std::vector<std::int8_t> m_codes; // [n, d]
    std::vector<Rounded> m_rounded;   // [n]
};

} // namespace crossview
