#pragma once

#include "model/dropout.h"
#include "model/factor_buffer.h"

#include <cstdint>
#include <vector>

namespace crossview {

/// What is trained between two products of a branch, or its gradient: vectors as wide as the layer.
struct StageVectors {
    float* bias = nullptr;
    float* scale = nullptr; ///< null without batch norm, as all that follow
    float* shift = nullptr;
    float* runningMean = nullptr;
    float* runningVariance = nullptr;
};

/// What stands between two products of a branch: bias or batch norm, then maybe ReLU and dropout. It is done
/// block of columns by block of columns, so that a block stays in the cache from its statistics to its
/// values, and so that sums do not depend on how many threads share the blocks.
class ColumnStage {
public:
    /// Of `rows` (a product [n, width]) with batch statistics; updates the running ones with weight
    /// `momentum`. `result` is prepared by the caller.
    void forward(const float* rows, std::int64_t n, std::int64_t width, const StageVectors& vectors,
                 double momentum, bool rectified, const Dropout& dropout, FactorBuffer& result);

    /// Turns the gradient of what forward() made, in `gradient` [n, width], into that of the product, in
    /// `result`, and writes those of the vectors. The other arguments are those of forward().
    void backward(const float* rows, const float* gradient, std::int64_t n, std::int64_t width,
                  const StageVectors& vectors, bool rectified, const Dropout& dropout,
                  const FactorBuffer& made, const StageVectors& gradients, FactorBuffer& result) const;

private:
    std::vector<float> m_mean;    // [width], of the batch
    std::vector<float> m_inverse; // [width]: 1 / sqrt(variance + epsilon)
};

/// Added to a variance under its root.
inline constexpr double kBatchNormEpsilon = 1e-5;

} // namespace crossview
