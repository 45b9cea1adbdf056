#pragma once

#include "model/column_stage.h"
#include "model/model_options.h"

#include <ATen/core/Tensor.h>
#include <array>
#include <cstdint>
#include <vector>

namespace crossview {

/// Rows shorter than this are divided by it: rows of length 0 stay 0 instead of NaN.
inline constexpr float kSmallestLength = 1e-12F;

/// What a branch learns, and its running statistics.
struct BranchTensors {
    struct Linear {
        at::Tensor weight; // [out, in]
        at::Tensor bias;   // [out]
    };
    Linear hidden; ///< undefined in a linear branch
    Linear output;
    at::Tensor scale, shift, runningMean, runningVariance; ///< undefined without batch norm
};

/// One training step of a branch on the processor, forward and backward, in few ways through memory: what
/// stands between two products is done at once (ColumnStage), bfloat16 products are summed in float32, and
/// all memory is kept from step to step. The same as Branch::train with autograd up to rounding.
class BranchPass {
public:
    /// Whether a branch of these tensors can be trained so: float32 on the processor, and bfloat16 products
    /// only where the processor has them.
    static bool fits(const BranchTensors& tensors, Precision precision);

    BranchPass(const NetworkOptions& options, Precision precision)
        : m_options(options), m_isNarrow(precision == Precision::bfloat16) {}

    /// Unit rows [n, joint] of features [n, f]; updates the running statistics of `tensors`. The features
    /// must live until backward().
    at::Tensor forward(BranchTensors& tensors, const at::Tensor& features, std::uint64_t dropoutSeed);

    /// Writes the gradients of all trained tensors of the step that forward() began, given that of the unit
    /// rows [n, joint].
    void backward(BranchTensors& tensors, const at::Tensor& upstream);

private:
    enum Trained : std::size_t { kHiddenWeight, kHiddenBias, kOutputWeight, kOutputBias, kScale, kShift };

    Factor weightFactor(const at::Tensor& weight, FactorBuffer& buffer) const;
    void takeFeatures(const at::Tensor& features, const Dropout& dropout);
    void makeUnitRows(const float* rows, std::int64_t width);
    void takeUpstream(const at::Tensor& upstream);
    float* gradientOf(Trained which, at::Tensor& trained);
    StageVectors vectorsOf(BranchTensors& tensors, const BranchTensors::Linear& layer, bool isNormed) const;
    StageVectors gradientsOf(BranchTensors& tensors, Trained biasName, at::Tensor& bias, bool isNormed);

    NetworkOptions m_options;
    bool m_isNarrow;

    // Of the step that goes on, n rows.
    std::int64_t m_rows = 0;
    bool m_normsHidden = false; // batch norm after the first layer, or
    bool m_normsOutput = false; // after the last one
    Dropout m_dropout{0, 0};
    Factor m_input, m_hiddenWeight, m_outputWeight;
    FactorBuffer m_inputBuffer, m_hiddenWeightBuffer, m_outputWeightBuffer;
    std::vector<float> m_dropped;          // [n, f], where the input has dropout
    std::vector<float> m_hidden, m_output; // products [n, hidden], [n, joint]
    FactorBuffer m_activation, m_result;   // what the stages make of them
    ColumnStage m_hiddenStage, m_outputStage;
    std::vector<float> m_lengths;  // [n], of the result's rows
    at::Tensor m_unit;             // [n, joint]
    std::vector<float> m_gradient; // [n, joint], then [n, hidden]
    FactorBuffer m_outputGradient, m_hiddenGradient;
    std::array<at::Tensor, 6> m_gradients; // kept from step to step
};

} // namespace crossview
