#include "model/dropout.h"

#include "common/seeded_random.h"
#include "common/wide.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

namespace crossview {
namespace {

constexpr std::int64_t kPerDraw = 4; // four 16-bit numbers out of every 64-bit draw

/// Counted, not chained: every draw stands for itself, so threads do not matter.
inline std::uint64_t drawn(std::uint64_t seed, std::int64_t draw) {
    return SeededRandom::mixed(seed + SeededRandom::kStep * (static_cast<std::uint64_t>(draw) + 1));
}

/// All four numbers of `count` draws from draw `first` on, many draws at a time so that both loops become
/// vectors.
CROSSVIEW_WIDE void applyDraws(std::uint64_t seed, std::int64_t first, std::int64_t count,
                               std::uint64_t dropBelow, float kept, float* values) {
    constexpr std::int64_t kAtOnce = 16;
    std::array<std::uint64_t, kAtOnce> bits;
    std::array<std::uint16_t, kAtOnce * kPerDraw> numbers;
    static_assert(std::endian::native == std::endian::little, "the lowest 16 bits are the first number");
    const auto below = static_cast<std::uint32_t>(dropBelow);
    for (std::int64_t begin = 0; begin < count; begin += kAtOnce) {
        for (std::int64_t draw = 0; draw < kAtOnce; ++draw)
            bits[static_cast<std::size_t>(draw)] = drawn(seed, first + begin + draw);
        std::memcpy(numbers.data(), bits.data(), sizeof bits);
        float* const out = values + begin * kPerDraw;
        const std::int64_t elements = std::min(kAtOnce, count - begin) * kPerDraw;
        for (std::int64_t i = 0; i < elements; ++i)
            out[i] *= numbers[static_cast<std::size_t>(i)] < below ? 0.0F : kept;
    }
}

/// The factors with tensor operations, for any device. Tensors know no unsigned 64-bit numbers: products and
/// sums have the same bits, and a shift to the right is masked.
at::Tensor maskWithTensors(std::int64_t count, std::uint64_t dropBelow, float kept, std::uint64_t seed,
                           at::Device device) {
    const auto number = [](std::uint64_t bits) { return static_cast<std::int64_t>(bits); };
    const auto shifted = [&](const at::Tensor& value, std::int64_t by) {
        return at::bitwise_right_shift(value, by).bitwise_and_(
            number(~0ULL >> static_cast<std::uint64_t>(by)));
    };
    at::Tensor bits =
        at::arange(1, (count + kPerDraw - 1) / kPerDraw + 1, at::TensorOptions(at::kLong).device(device));
    bits.mul_(number(SeededRandom::kStep)).add_(number(seed));
    bits = bits.bitwise_xor(shifted(bits, 30)).mul_(number(SeededRandom::kMix1));
    bits = bits.bitwise_xor(shifted(bits, 27)).mul_(number(SeededRandom::kMix2));
    bits = bits.bitwise_xor(shifted(bits, 31));
    const at::Tensor parts = at::arange(0, 16 * kPerDraw, 16, bits.options());
    const at::Tensor numbers =
        at::bitwise_right_shift(bits.unsqueeze(1), parts.unsqueeze(0)).bitwise_and_(0xFFFF).flatten();
    return (numbers.slice(0, 0, count) >= number(dropBelow)).to(at::kFloat).mul_(kept);
}

} // namespace

Dropout::Dropout(double share, std::uint64_t seed)
    : m_dropBelow(static_cast<std::uint64_t>(std::lround(std::max(share, 0.0) * 65536.0))),
      m_kept(static_cast<float>(1.0 / (1.0 - std::max(share, 0.0)))), m_seed(seed) {}

void Dropout::apply(std::int64_t first, std::int64_t count, float* values) const {
    const auto one = [&](std::int64_t i) {
        const std::int64_t number = first + i;
        const std::uint64_t bits = drawn(m_seed, number / kPerDraw) >> (16 * (number % kPerDraw));
        values[i] *= (bits & 0xFFFF) < m_dropBelow ? 0.0F : m_kept;
    };
    std::int64_t i = 0;
    for (; i < count && (first + i) % kPerDraw != 0; ++i)
        one(i);
    const std::int64_t draws = (count - i) / kPerDraw;
    applyDraws(m_seed, (first + i) / kPerDraw, draws, m_dropBelow, m_kept, values + i);
    for (i += draws * kPerDraw; i < count; ++i)
        one(i);
}

at::Tensor Dropout::mask(std::int64_t rows, std::int64_t cols, const at::TensorOptions& tensorOptions,
                         bool forceTensors) const {
    const at::Device device = tensorOptions.device();
    at::Tensor mask;
    if (device.is_cpu() && !forceTensors) {
        mask = at::ones({rows * cols}, at::kFloat);
        float* const data = mask.data_ptr<float>();
        at::parallel_for(0, rows, 8, [&](std::int64_t begin, std::int64_t end) {
            apply(begin * cols, (end - begin) * cols, data + begin * cols);
        });
    } else {
        mask = maskWithTensors(rows * cols, m_dropBelow, m_kept, m_seed, device);
    }
    return mask.view({rows, cols}).to(c10::typeMetaToScalarType(tensorOptions.dtype()));
}

} // namespace crossview
