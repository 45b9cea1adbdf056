#include "model/pair_gradient.h"

#include "common/wide.h"

#include <ATen/Parallel.h>
#include <algorithm>

namespace crossview {
namespace {

constexpr std::int64_t kColumns = 32; // the smallest part of a row that a thread takes

/// The rows that a pair reads and writes, from one column on.
template <typename T>
struct Rows {
    const T* anchors;
    const T* candidates;
    T* anchorGradient;
    T* candidateGradient;
    std::int64_t width; // from row to row
};

template <typename T>
inline void addPairs(const std::vector<KeptPair>& pairs, double scale, bool isDot, Rows<T> rows,
                     std::int64_t columns) {
    for (const KeptPair& pair : pairs) {
        const T weight = static_cast<T>(pair.weight * scale);
        const T* const a = rows.anchors + pair.anchor * rows.width;
        const T* const c = rows.candidates + pair.candidate * rows.width;
        T* const toAnchor = rows.anchorGradient + pair.anchor * rows.width;
        T* const toCandidate = rows.candidateGradient + pair.candidate * rows.width;
        if (isDot) {
            for (std::int64_t i = 0; i < columns; ++i) {
                toAnchor[i] -= weight * c[i];
                toCandidate[i] -= weight * a[i];
            }
        } else {
            for (std::int64_t i = 0; i < columns; ++i) {
                const T part = weight * (a[i] - c[i]);
                toAnchor[i] += part;
                toCandidate[i] -= part;
            }
        }
    }
}

CROSSVIEW_WIDE void addFloatPairs(const std::vector<KeptPair>& pairs, double scale, bool isDot,
                                  Rows<float> rows, std::int64_t columns) {
    addPairs(pairs, scale, isDot, rows, columns);
}

CROSSVIEW_WIDE void addDoublePairs(const std::vector<KeptPair>& pairs, double scale, bool isDot,
                                   Rows<double> rows, std::int64_t columns) {
    addPairs(pairs, scale, isDot, rows, columns);
}

/// Shares out the columns, so that no two threads write to one number.
template <typename T, typename Add>
void addOnAllThreads(const std::vector<KeptPair>& pairs, double scale, bool isDot, const at::Tensor& anchors,
                     const at::Tensor& candidates, at::Tensor& anchorGradient, at::Tensor& candidateGradient,
                     const Add& add) {
    const std::int64_t width = anchors.size(1);
    const Rows<T> rows{anchors.data_ptr<T>(), candidates.data_ptr<T>(), anchorGradient.data_ptr<T>(),
                       candidateGradient.data_ptr<T>(), width};
    at::parallel_for(0, (width + kColumns - 1) / kColumns, 1, [&](std::int64_t begin, std::int64_t end) {
        const std::int64_t first = begin * kColumns;
        add(pairs, scale, isDot,
            Rows<T>{rows.anchors + first, rows.candidates + first, rows.anchorGradient + first,
                    rows.candidateGradient + first, width},
            std::min(end * kColumns, width) - first);
    });
}

} // namespace

void addPairGradient(const std::vector<KeptPair>& pairs, double scale, Distance distance,
                     const at::Tensor& anchors, const at::Tensor& candidates, at::Tensor& anchorGradient,
                     at::Tensor& candidateGradient) {
    const bool isDot = distance == Distance::negativeDot;
    if (anchors.scalar_type() == at::kDouble)
        addOnAllThreads<double>(pairs, scale, isDot, anchors, candidates, anchorGradient, candidateGradient,
                                &addDoublePairs);
    else
        addOnAllThreads<float>(pairs, scale, isDot, anchors, candidates, anchorGradient, candidateGradient,
                               &addFloatPairs);
}

} // namespace crossview
