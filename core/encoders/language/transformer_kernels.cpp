#include "encoders/language/transformer_kernels.h"

#include "common/bfloat16.h"

#include <array>
#include <cmath>
#include <cstring>

// The same templates are compiled for several instruction sets: functions with a target attribute take them
// in, so all of it must be inlined and must not call into the standard library's templates.
#define CROSSVIEW_INLINE [[gnu::always_inline]] inline

namespace crossview {
namespace {

template <int kLanes>
struct Lanes;
template <>
struct Lanes<4> {
    using Floats [[gnu::vector_size(16), gnu::aligned(4), gnu::may_alias]] = float;
    using Bits [[gnu::vector_size(16)]] = std::uint32_t;
};
template <>
struct Lanes<8> {
    using Floats [[gnu::vector_size(32), gnu::aligned(4), gnu::may_alias]] = float;
    using Bits [[gnu::vector_size(32)]] = std::uint32_t;
};
template <>
struct Lanes<16> {
    using Floats [[gnu::vector_size(64), gnu::aligned(4), gnu::may_alias]] = float;
    using Bits [[gnu::vector_size(64)]] = std::uint32_t;
};

/// Room for keys and scores is a multiple of the widest step, so that loops have no rest.
constexpr std::size_t kStep = 16;

CROSSVIEW_INLINE constexpr std::size_t padded(std::size_t tokens) {
    return (tokens + kStep - 1) / kStep * kStep;
}

template <int kLanes>
using Floats = typename Lanes<kLanes>::Floats;

template <int kLanes>
CROSSVIEW_INLINE Floats<kLanes>& at(float* values) {
    return *reinterpret_cast<Floats<kLanes>*>(values);
}

template <int kLanes>
CROSSVIEW_INLINE const Floats<kLanes>& at(const float* values) {
    return *reinterpret_cast<const Floats<kLanes>*>(values);
}

/// Sum of the lanes in pairs.
template <int kLanes>
CROSSVIEW_INLINE float sumOf(const Floats<kLanes>& lanes) {
    float parts[kLanes];
    at<kLanes>(parts) = lanes;
    for (int half = kLanes / 2; half > 0; half /= 2)
        for (int i = 0; i < half; ++i)
            parts[i] += parts[i + half];
    return parts[0];
}

/// e^x in place for x <= 0 to the accuracy of float32 (Cephes' polynomial on |r| <= ln 2 / 2); 0 below -87.
template <int kLanes>
CROSSVIEW_INLINE void exponential(Floats<kLanes>& x) {
    using F = Floats<kLanes>;
    using B = typename Lanes<kLanes>::Bits;
    constexpr float kRound = 12582912.F; // 1.5 * 2^23: adding it rounds to a whole number
    const B tiny = reinterpret_cast<B>(x < F{} - 87.F);
    const F shifted = x * 1.44269504F + kRound;
    const F whole = shifted - kRound;
    const F r = x - whole * 0.693359375F + whole * 2.12194440e-4F;
    F p = r * 1.9875691500e-4F + 1.3981999507e-3F;
    p = p * r + 8.3334519073e-3F;
    p = p * r + 4.1665795894e-2F;
    p = p * r + 1.6666665459e-1F;
    p = p * r + 5.0000001201e-1F;
    p = p * r * r + r + 1.F;
    const B exponent = reinterpret_cast<B>(shifted) - 0x4B400000U; // wraps where tiny
    const B bits = (reinterpret_cast<B>(p) + (exponent << 23U)) & ~tiny;
    x = reinterpret_cast<F>(bits);
}

template <int kLanes>
CROSSVIEW_INLINE void layerNormOf(float* rows, std::size_t count, std::size_t width, const float* gamma,
                                  const float* beta, float epsilon) {
    using F = Floats<kLanes>;
    for (std::size_t r = 0; r < count; ++r) {
        float* row = rows + r * width;
        F sum{};
        for (std::size_t c = 0; c < width; c += kLanes)
            sum += at<kLanes>(row + c);
        const float mean = sumOf<kLanes>(sum) / static_cast<float>(width);
        F squares{};
        for (std::size_t c = 0; c < width; c += kLanes) {
            const F apart = at<kLanes>(row + c) - mean;
            squares += apart * apart;
        }
        const float variance = sumOf<kLanes>(squares) / static_cast<float>(width);
        const float scale = 1.F / __builtin_sqrtf(variance + epsilon);
        for (std::size_t c = 0; c < width; c += kLanes)
            at<kLanes>(row + c) =
                (at<kLanes>(row + c) - mean) * scale * at<kLanes>(gamma + c) + at<kLanes>(beta + c);
    }
}

/// scores = query K^T for all keys of a head, given transposed [head width, keys].
template <int kLanes>
CROSSVIEW_INLINE void scoreKeys(const float* query, const float* keys, std::size_t count,
                                std::size_t headWidth, float* scores) {
    using F = Floats<kLanes>;
    std::size_t k = 0;
    for (; k + 4 * kLanes <= count; k += 4 * kLanes) { // four sums at a time hide the products' latency
        F a{};
        F b{};
        F c{};
        F d{};
        for (std::size_t i = 0; i < headWidth; ++i) {
            const float* key = keys + i * count + k;
            a += query[i] * at<kLanes>(key);
            b += query[i] * at<kLanes>(key + kLanes);
            c += query[i] * at<kLanes>(key + 2 * kLanes);
            d += query[i] * at<kLanes>(key + 3 * kLanes);
        }
        at<kLanes>(scores + k) = a;
        at<kLanes>(scores + k + kLanes) = b;
        at<kLanes>(scores + k + 2 * kLanes) = c;
        at<kLanes>(scores + k + 3 * kLanes) = d;
    }
    for (; k < count; k += kLanes) {
        F sum{};
        for (std::size_t i = 0; i < headWidth; ++i)
            sum += query[i] * at<kLanes>(keys + i * count + k);
        at<kLanes>(scores + k) = sum;
    }
}

/// Softmax of the first `tokens` scores, scaled before; the padding behind them becomes 0.
template <int kLanes>
CROSSVIEW_INLINE void softmax(float* scores, std::size_t tokens, std::size_t count, float scale) {
    using F = Floats<kLanes>;
    float largest = scores[0];
    for (std::size_t k = 1; k < tokens; ++k)
        largest = scores[k] > largest ? scores[k] : largest;
    for (std::size_t k = tokens; k < count; ++k)
        scores[k] = -INFINITY;
    F sum{};
    for (std::size_t k = 0; k < count; k += kLanes) {
        F value = (at<kLanes>(scores + k) - largest) * scale;
        exponential<kLanes>(value);
        at<kLanes>(scores + k) = value;
        sum += value;
    }
    const float share = 1.F / sumOf<kLanes>(sum);
    for (std::size_t k = 0; k < count; k += kLanes)
        at<kLanes>(scores + k) *= share;
}

template <int kLanes>
CROSSVIEW_INLINE void attendOf(const float* qkv, std::size_t tokens, AttentionShape shape, float* workspace,
                               float* out) {
    using F = Floats<kLanes>;
    const std::size_t count = padded(tokens);
    const std::size_t headWidth = shape.width / shape.heads;
    const std::size_t stride = 3 * shape.width;
    const float scale = 1.F / __builtin_sqrtf(static_cast<float>(headWidth));
    float* keys = workspace; // [head width, count]
    float* scores = workspace + headWidth * count;
    for (std::size_t h = 0; h < shape.heads; ++h) {
        const float* head = qkv + h * headWidth;
        for (std::size_t i = 0; i < headWidth; ++i) {
            for (std::size_t k = 0; k < tokens; ++k)
                keys[i * count + k] = head[k * stride + shape.width + i];
            for (std::size_t k = tokens; k < count; ++k)
                keys[i * count + k] = 0.F;
        }
        for (std::size_t t = 0; t < tokens; ++t) {
            scoreKeys<kLanes>(head + t * stride, keys, count, headWidth, scores);
            softmax<kLanes>(scores, tokens, count, scale);
            float* to = out + t * shape.width + h * headWidth;
            for (std::size_t c = 0; c < headWidth; c += 16) {
                constexpr int kParts = 16 / kLanes;
                F sums[kParts] = {};
                for (std::size_t k = 0; k < tokens; ++k)
                    for (int part = 0; part < kParts; ++part)
                        sums[part] += scores[k] * at<kLanes>(head + k * stride + 2 * shape.width + c +
                                                             static_cast<std::size_t>(part * kLanes));
                for (int part = 0; part < kParts; ++part)
                    at<kLanes>(to + c + static_cast<std::size_t>(part * kLanes)) = sums[part];
            }
        }
    }
}

CROSSVIEW_INLINE void toBfloat16Of(const float* from, std::size_t count, std::uint16_t* to) {
    for (std::size_t i = 0; i < count; ++i)
        to[i] = toBfloat16(from[i]);
}

// NOLINTBEGIN(bugprone-macro-parentheses): `target` is an attribute.
#define CROSSVIEW_KERNELS(suffix, lanes, target)                                                             \
    target void layerNorm##suffix(float* rows, std::size_t count, std::size_t width, const float* gamma,     \
                                  const float* beta, float epsilon) {                                        \
        layerNormOf<lanes>(rows, count, width, gamma, beta, epsilon);                                        \
    }                                                                                                        \
    target void attend##suffix(const float* qkv, std::size_t tokens, AttentionShape shape, float* workspace, \
                               float* out) {                                                                 \
        attendOf<lanes>(qkv, tokens, shape, workspace, out);                                                 \
    }                                                                                                        \
    target void toBfloat16##suffix(const float* from, std::size_t count, std::uint16_t* to) {                \
        toBfloat16Of(from, count, to);                                                                       \
    }

// NOLINTEND(bugprone-macro-parentheses)

CROSSVIEW_KERNELS(Baseline, 4, )
#if defined(__x86_64__)
CROSSVIEW_KERNELS(Avx2, 8, [[gnu::target("avx2,fma")]])
CROSSVIEW_KERNELS(Avx512, 16, [[gnu::target("avx2,fma,avx512f,avx512dq,avx512bw,avx512vl")]])
#endif

struct Choice {
    std::array<TransformerKernels, 3> kernels;
    std::size_t count = 0;

    Choice() {
#if defined(__x86_64__)
        if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
            __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
            kernels[count++] = {layerNormAvx512, attendAvx512, toBfloat16Avx512, "avx512"};
        if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
            kernels[count++] = {layerNormAvx2, attendAvx2, toBfloat16Avx2, "avx2"};
#endif
        kernels[count++] = {layerNormBaseline, attendBaseline, toBfloat16Baseline, "baseline"};
    }
};

const Choice& choice() {
    static const Choice all;
    return all;
}

} // namespace

std::size_t attentionScratch(std::size_t tokens, AttentionShape shape) {
    return (shape.headWidth() + 1) * padded(tokens);
}

const TransformerKernels& transformerKernels() {
    return choice().kernels.front();
}

std::size_t transformerKernelCount() {
    return choice().count;
}

const TransformerKernels& transformerKernels(std::size_t index) {
    return choice().kernels.at(index);
}

} // namespace crossview
