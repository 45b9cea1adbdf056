#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace crossview {

/// A matrix as a product takes it, row-major: float32, or the same rounded to bfloat16.
struct Factor {
    const float* wide = nullptr;
    const std::uint16_t* narrow = nullptr;
};

/// C [n, m] = op(A) [n, k] op(B) [k, m] for two factors of one kind, summed in float32; the factors' rows lie
/// without gaps.
void multiply(bool transposeA, bool transposeB, std::int64_t n, std::int64_t m, std::int64_t k, Factor a,
              Factor b, float* c);

/// Memory for a factor, kept from step to step.
class FactorBuffer {
public:
    /// Makes room for `count` numbers; what stood there is lost.
    void prepare(std::int64_t count, bool narrow);
    Factor factor() const;

    /// Writes `count` numbers from number `first` on.
    void put(std::int64_t first, std::int64_t count, const float* values);
    /// The same of a whole buffer, on all threads.
    void putAll(std::int64_t count, const float* values);
    /// Whether the numbers are above zero.
    void arePositive(std::int64_t first, std::int64_t count, float* oneOrZero) const;

private:
    bool m_isNarrow = false;
    std::vector<float> m_wide;
    std::vector<std::uint16_t> m_narrow;
};

} // namespace crossview
