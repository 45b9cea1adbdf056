#pragma once

#include "model/branch_pass.h"
#include "model/frozen_network.h"

#include <ATen/core/Tensor.h>
#include <cstdint>
#include <string>
#include <vector>

namespace crossview {

/// A tensor of the network under its name, e.g. "image.hidden.weight".
struct NamedTensor {
    std::string name;
    at::Tensor tensor;
    bool decays = false; ///< weight decay applies: weights of linear layers, not biases and batch norm
};

/// One branch (method.md 1.1): Linear - BN - ReLU - Dropout - Linear - L2, or one linear layer and L2. Batch
/// norm stands after the first or the last linear layer; after the only one of a linear branch.
class Branch {
public:
    /// Xavier-uniform weights from the seed, biases 0, batch norm scale 1 and shift 0.
    Branch(std::string name, std::int64_t features, const NetworkOptions& options, std::uint64_t seed,
           const at::TensorOptions& tensorOptions, Precision precision = Precision::float32);

    /// Unit rows [n, joint] of features [n, f] with batch statistics and dropout drawn from the seed; updates
    /// the running statistics. Rows of length 0 stay 0. With bfloat16 the products of the linear layers and
    /// of their gradients are taken in it; weights, batch norm and what comes out keep the tensors' type.
    at::Tensor train(const at::Tensor& features, std::uint64_t dropoutSeed);
    /// One training step of it: the unit rows of train() without autograd, and then the gradients of all
    /// parameters from that of the rows [n, joint]. In the form that is fastest where the tensors are. The
    /// features must live until backward().
    at::Tensor forward(const at::Tensor& features, std::uint64_t dropoutSeed);
    void backward(const at::Tensor& upstream);
    /// The same with running statistics and without dropout.
    at::Tensor evaluate(const at::Tensor& features) const;

    /// Trained tensors (autograd leaves), and the running statistics. Writing into them changes the branch.
    std::vector<NamedTensor> parameters() const;
    std::vector<NamedTensor> buffers() const;
    /// Weights with batch normalisation folded in.
    FrozenBranch freeze() const;

private:
    using Linear = BranchTensors::Linear;
    at::Tensor trainedProduct(const at::Tensor& rows, const Linear& layer) const;
    at::Tensor normalised(const at::Tensor& rows, bool training) const;

    std::string m_name;
    NetworkOptions m_options;
    Precision m_precision;
    BranchTensors m_tensors;
    BranchPass m_pass;     // where it fits, else
    at::Tensor m_embedded; // what autograd goes back from
};

/// Both branches; weights are not shared.
struct TwoBranchNetwork {
    TwoBranchNetwork(std::int64_t imageFeatures, std::int64_t sentenceFeatures, const NetworkOptions& options,
                     std::uint64_t seed, const at::TensorOptions& tensorOptions,
                     Precision precision = Precision::float32);

    Branch image;
    Branch sentence;

    std::vector<NamedTensor> parameters() const;
    std::vector<NamedTensor> buffers() const;
    FrozenNetwork freeze() const { return {image.freeze(), sentence.freeze()}; }
};

} // namespace crossview
