#include "model/pair_gradient.h"

#include "common/wide.h"

#include <ATen/Parallel.h>
#include <algorithm>

namespace crossview {
namespace {

constexpr std::int64_t kGatheredRows = 16; // rows that a thread takes at least

/// The pairs of every row of one side: their other ends and weights, in the order of the list.
template <typename T>
struct PairsOfRows {
    std::vector<std::int32_t> begin; // [rows + 1]
    std::vector<std::int32_t> other; // [pairs]
    std::vector<T> weight;           // [pairs]
};

template <typename T>
PairsOfRows<T> pairsOfRows(const std::vector<KeptPair>& pairs, std::int64_t rows, double scale,
                           std::int32_t KeptPair::*own, std::int32_t KeptPair::*other) {
    PairsOfRows<T> sorted;
    sorted.begin.assign(static_cast<std::size_t>(rows) + 1, 0);
    sorted.other.resize(pairs.size());
    sorted.weight.resize(pairs.size());
    for (const KeptPair& pair : pairs)
        ++sorted.begin[static_cast<std::size_t>(pair.*own) + 1];
    for (std::size_t row = 1; row < sorted.begin.size(); ++row)
        sorted.begin[row] += sorted.begin[row - 1];
    std::vector<std::int32_t> next(sorted.begin.begin(), sorted.begin.end() - 1);
    for (const KeptPair& pair : pairs) {
        const auto at = static_cast<std::size_t>(next[static_cast<std::size_t>(pair.*own)]++);
        sorted.other[at] = pair.*other;
        sorted.weight[at] = static_cast<T>(pair.weight * scale);
    }
    return sorted;
}

/// One row's pairs, and where what they add up goes.
template <typename T>
struct RowOfPairs {
    const std::int32_t* other;
    const T* weight;
    std::int64_t count;
    const T* row;
    T* gradient;
};

/// 64 bytes at any address; where registers are narrower they are taken in parts.
template <typename T>
struct Lanes {
    using Vector [[gnu::vector_size(64), gnu::aligned(alignof(T)), gnu::may_alias]] = T;
};
template <typename T>
using Vector = typename Lanes<T>::Vector;

template <typename T>
[[gnu::always_inline]] inline Vector<T>& vectorAt(T* values) {
    return *reinterpret_cast<Vector<T>*>(values);
}

template <typename T>
[[gnu::always_inline]] inline const Vector<T>& vectorAt(const T* values) {
    return *reinterpret_cast<const Vector<T>*>(values);
}

/// gradient += row (sum of w) - sum of w others[other], or without the first part for the dot product. Tile
/// by tile of columns, so that the sums stay in registers.
template <typename T>
[[gnu::always_inline]] inline void addRow(RowOfPairs<T> pairs, const T* others, std::int64_t width,
                                          bool isDot) {
    constexpr std::int64_t kLanes = 64 / sizeof(T);
    constexpr std::int64_t kTile = 4 * kLanes;
    T own = 0;
    if (!isDot)
        for (std::int64_t p = 0; p < pairs.count; ++p)
            own += pairs.weight[p];
    std::int64_t first = 0;
    for (; first + kTile <= width; first += kTile) {
        Vector<T> a{}, b{}, c{}, d{};
        for (std::int64_t p = 0; p < pairs.count; ++p) {
            const T* const other = others + pairs.other[p] * width + first;
            const T weight = pairs.weight[p];
            a += weight * vectorAt(other);
            b += weight * vectorAt(other + kLanes);
            c += weight * vectorAt(other + 2 * kLanes);
            d += weight * vectorAt(other + 3 * kLanes);
        }
        const T* const row = pairs.row + first;
        T* const gradient = pairs.gradient + first;
        vectorAt(gradient) += own * vectorAt(row) - a;
        vectorAt(gradient + kLanes) += own * vectorAt(row + kLanes) - b;
        vectorAt(gradient + 2 * kLanes) += own * vectorAt(row + 2 * kLanes) - c;
        vectorAt(gradient + 3 * kLanes) += own * vectorAt(row + 3 * kLanes) - d;
    }
    for (; first < width; ++first) {
        T sum = 0;
        for (std::int64_t p = 0; p < pairs.count; ++p)
            sum += pairs.weight[p] * others[pairs.other[p] * width + first];
        pairs.gradient[first] += own * pairs.row[first] - sum;
    }
}

CROSSVIEW_WIDE void addFloatRow(RowOfPairs<float> pairs, const float* others, std::int64_t width,
                                bool isDot) {
    addRow(pairs, others, width, isDot);
}

CROSSVIEW_WIDE void addDoubleRow(RowOfPairs<double> pairs, const double* others, std::int64_t width,
                                 bool isDot) {
    addRow(pairs, others, width, isDot);
}

/// The part of one side: of its rows against the others.
template <typename T, typename Add>
void addSide(const PairsOfRows<T>& pairs, const at::Tensor& rows, const at::Tensor& others, bool isDot,
             at::Tensor& gradient, const Add& add) {
    const std::int64_t width = rows.size(1);
    const T* const from = rows.data_ptr<T>();
    T* const to = gradient.data_ptr<T>();
    at::parallel_for(0, rows.size(0), kGatheredRows, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t r = begin; r < end; ++r) {
            const std::int64_t first = pairs.begin[static_cast<std::size_t>(r)];
            const std::int64_t count = pairs.begin[static_cast<std::size_t>(r) + 1] - first;
            if (count > 0)
                add(RowOfPairs<T>{pairs.other.data() + first, pairs.weight.data() + first, count,
                                  from + r * width, to + r * width},
                    others.data_ptr<T>(), width, isDot);
        }
    });
}

template <typename T, typename Add>
void addBothSides(const std::vector<KeptPair>& pairs, double scale, bool isDot, const at::Tensor& anchors,
                  const at::Tensor& candidates, at::Tensor& anchorGradient, at::Tensor& candidateGradient,
                  const Add& add) {
    addSide(pairsOfRows<T>(pairs, anchors.size(0), scale, &KeptPair::anchor, &KeptPair::candidate), anchors,
            candidates, isDot, anchorGradient, add);
    addSide(pairsOfRows<T>(pairs, candidates.size(0), scale, &KeptPair::candidate, &KeptPair::anchor),
            candidates, anchors, isDot, candidateGradient, add);
}

} // namespace

void addPairGradient(const std::vector<KeptPair>& pairs, double scale, Distance distance,
                     const at::Tensor& anchors, const at::Tensor& candidates, at::Tensor& anchorGradient,
                     at::Tensor& candidateGradient) {
    const bool isDot = distance == Distance::negativeDot;
    if (anchors.scalar_type() == at::kDouble)
        addBothSides<double>(pairs, scale, isDot, anchors, candidates, anchorGradient, candidateGradient,
                             &addDoubleRow);
    else
        addBothSides<float>(pairs, scale, isDot, anchors, candidates, anchorGradient, candidateGradient,
                            &addFloatRow);
}

} // namespace crossview
