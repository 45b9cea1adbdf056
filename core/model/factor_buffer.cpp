#include "model/factor_buffer.h"

#include "common/bfloat16.h"
#include "common/gemm.h"
#include "common/onednn_product.h"

#include <ATen/Parallel.h>
#include <algorithm>

namespace crossview {

void multiply(bool transposeA, bool transposeB, std::int64_t n, std::int64_t m, std::int64_t k, Factor a,
              Factor b, float* c) {
    const auto rows = static_cast<int>(n);
    const auto cols = static_cast<int>(m);
    const auto inner = static_cast<int>(k);
    const int lda = transposeA ? rows : inner;
    const int ldb = transposeB ? inner : cols;
    if (a.narrow != nullptr)
        multiplyBfloat16(transposeA, transposeB, rows, cols, inner, a.narrow, lda, b.narrow, ldb, c, cols);
    else
        gemm(transposeA, transposeB, rows, cols, inner, a.wide, lda, b.wide, ldb, c, cols);
}

void FactorBuffer::prepare(std::int64_t count, bool narrow) {
    m_isNarrow = narrow;
    if (narrow)
        m_narrow.resize(static_cast<std::size_t>(count));
    else
        m_wide.resize(static_cast<std::size_t>(count));
}

Factor FactorBuffer::factor() const {
    return m_isNarrow ? Factor{nullptr, m_narrow.data()} : Factor{m_wide.data(), nullptr};
}

void FactorBuffer::put(std::int64_t first, std::int64_t count, const float* values) {
    if (m_isNarrow)
        std::transform(values, values + count, m_narrow.data() + first, &toBfloat16);
    else
        std::copy_n(values, count, m_wide.data() + first);
}

void FactorBuffer::putAll(std::int64_t count, const float* values) {
    constexpr std::int64_t kGrain = 65536;
    at::parallel_for(0, count, kGrain,
                     [&](std::int64_t begin, std::int64_t end) { put(begin, end - begin, values + begin); });
}

void FactorBuffer::arePositive(std::int64_t first, std::int64_t count, float* oneOrZero) const {
    if (m_isNarrow)
        std::transform(m_narrow.data() + first, m_narrow.data() + first + count, oneOrZero,
                       [](std::uint16_t half) { return fromBfloat16(half) > 0 ? 1.0F : 0.0F; });
    else
        std::transform(m_wide.data() + first, m_wide.data() + first + count, oneOrZero,
                       [](float value) { return value > 0 ? 1.0F : 0.0F; });
}

} // namespace crossview
