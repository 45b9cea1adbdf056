#pragma once

#include <ATen/core/Tensor.h>
#include <cstdint>

namespace crossview {

/// Dropout of a matrix whose elements are counted row by row: an element is 0 or 1 / (1 - share), the same
/// for a seed whatever the threads and the device.
class Dropout {
public:
    Dropout(double share, std::uint64_t seed);

    bool isNone() const { return m_dropBelow == 0; }
    /// What remains of a kept element: 1 / (1 - share).
    float kept() const { return m_kept; }
    /// Multiplies `count` elements from number `first` on.
    void apply(std::int64_t first, std::int64_t count, float* values) const;

    /// The factors of a matrix [rows, cols], drawn on the tensors' device; `forceTensors` takes the form made
    /// of tensor operations on the CPU too (tests).
    at::Tensor mask(std::int64_t rows, std::int64_t cols, const at::TensorOptions& tensorOptions,
                    bool forceTensors = false) const;

private:
    std::uint64_t m_dropBelow; // of 2^16
    float m_kept;
    std::uint64_t m_seed;
};

} // namespace crossview
