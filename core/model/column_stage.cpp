#include "model/column_stage.h"

#include <ATen/Parallel.h>
#include <algorithm>
#include <array>
#include <cmath>

namespace crossview {
namespace {

constexpr std::int64_t kBlock = 64; // columns: 1,000 rows of them fill a quarter of a megabyte
using Block = std::array<float, kBlock>;
using Sums = std::array<double, kBlock>;

/// Calls work(first column, columns) for every block, on all threads.
template <typename Work>
void forEachBlock(std::int64_t width, const Work& work) {
    at::parallel_for(0, (width + kBlock - 1) / kBlock, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t block = begin; block < end; ++block)
            work(block * kBlock, std::min(kBlock, width - block * kBlock));
    });
}

} // namespace

void ColumnStage::forward(const float* rows, std::int64_t n, std::int64_t width, const StageVectors& vectors,
                          double momentum, bool rectified, const Dropout& dropout, FactorBuffer& result) {
    m_mean.resize(static_cast<std::size_t>(width));
    m_inverse.resize(static_cast<std::size_t>(width));
    const bool isNormed = vectors.scale != nullptr;
    const auto count = static_cast<double>(n);
    forEachBlock(width, [&](std::int64_t first, std::int64_t columns) {
        Block centre{}, factor{}, shift{};
        if (isNormed) {
            Sums sums{}, squares{};
            for (std::int64_t r = 0; r < n; ++r)
                for (std::int64_t c = 0; c < columns; ++c)
                    sums[c] += rows[r * width + first + c];
            for (std::int64_t c = 0; c < columns; ++c)
                centre[c] = static_cast<float>(sums[c] / count);
            for (std::int64_t r = 0; r < n; ++r)
                for (std::int64_t c = 0; c < columns; ++c) {
                    const float away = rows[r * width + first + c] - centre[c];
                    squares[c] += double{away} * double{away};
                }
            for (std::int64_t c = 0; c < columns; ++c) {
                const std::int64_t column = first + c;
                const double variance = squares[c] / count;
                const double inverse = 1 / std::sqrt(variance + kBatchNormEpsilon);
                m_mean[column] = centre[c];
                m_inverse[column] = static_cast<float>(inverse);
                factor[c] = static_cast<float>(vectors.scale[column] * inverse);
                shift[c] = vectors.shift[column];
                // The bias falls out of what is centred; only the mean knows it.
                const double unbiased = n > 1 ? squares[c] / (count - 1) : variance;
                vectors.runningMean[column] += static_cast<float>(
                    momentum * (double{centre[c]} + vectors.bias[column] - vectors.runningMean[column]));
                vectors.runningVariance[column] +=
                    static_cast<float>(momentum * (unbiased - vectors.runningVariance[column]));
            }
        } else {
            factor.fill(1);
            std::copy_n(vectors.bias + first, columns, shift.begin());
        }
        Block values;
        for (std::int64_t r = 0; r < n; ++r) {
            const float* const row = rows + r * width + first;
            for (std::int64_t c = 0; c < columns; ++c)
                values[c] = (row[c] - centre[c]) * factor[c] + shift[c];
            if (rectified)
                for (std::int64_t c = 0; c < columns; ++c)
                    values[c] = std::max(values[c], 0.0F);
            if (!dropout.isNone())
                dropout.apply(r * width + first, columns, values.data());
            result.put(r * width + first, columns, values.data());
        }
    });
}

void ColumnStage::backward(const float* rows, const float* gradient, std::int64_t n, std::int64_t width,
                           const StageVectors& vectors, bool rectified, const Dropout& dropout,
                           const FactorBuffer& made, const StageVectors& gradients,
                           FactorBuffer& result) const {
    const bool isNormed = vectors.scale != nullptr;
    const auto count = static_cast<float>(n);
    forEachBlock(width, [&](std::int64_t first, std::int64_t columns) {
        Block arrived;
        // The gradient of a row before ReLU and dropout: what they let through is above zero.
        const auto take = [&](std::int64_t r) {
            const std::int64_t at = r * width + first;
            std::copy_n(gradient + at, columns, arrived.begin());
            if (!rectified)
                return;
            Block passed;
            made.arePositive(at, columns, passed.data());
            for (std::int64_t c = 0; c < columns; ++c)
                arrived[c] *= passed[c] * dropout.kept();
        };
        Sums sums{}, products{};
        for (std::int64_t r = 0; r < n; ++r) {
            take(r);
            for (std::int64_t c = 0; c < columns; ++c)
                sums[c] += arrived[c];
            if (isNormed)
                for (std::int64_t c = 0; c < columns; ++c)
                    products[c] +=
                        double{arrived[c]} * double{rows[r * width + first + c] - m_mean[first + c]};
        }
        Block factor{}, meanGradient{}, meanProduct{};
        factor.fill(1);
        for (std::int64_t c = 0; c < columns; ++c) {
            const std::int64_t column = first + c;
            if (!isNormed) {
                gradients.bias[column] = static_cast<float>(sums[c]);
                continue;
            }
            const float inverse = m_inverse[column];
            gradients.bias[column] = 0; // the norm takes the mean away
            gradients.shift[column] = static_cast<float>(sums[c]);
            gradients.scale[column] = static_cast<float>(products[c]) * inverse;
            factor[c] = vectors.scale[column] * inverse;
            meanGradient[c] = gradients.shift[column] / count;
            meanProduct[c] = gradients.scale[column] * inverse / count;
        }
        for (std::int64_t r = 0; r < n; ++r) {
            take(r);
            if (isNormed)
                for (std::int64_t c = 0; c < columns; ++c)
                    arrived[c] =
                        factor[c] * (arrived[c] - meanGradient[c] -
                                     (rows[r * width + first + c] - m_mean[first + c]) * meanProduct[c]);
            result.put(r * width + first, columns, arrived.data());
        }
    });
}

} // namespace crossview
