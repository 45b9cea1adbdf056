#pragma once

#include "model/checkpoint.h"
#include "model/two_branch_network.h"
#include "options/run_options.h"

#include <vector>

namespace crossview {

/// SGD with momentum and coupled weight decay, or Adam with decoupled decay, over the parameters of a
/// network: one pass over weight, gradient and moments (LibTorch 1.13 has no fused form for the CPU). Weight
/// decay leaves biases and batch norm alone. Equal to torch::optim::SGD and AdamW.
class Optimiser {
public:
    Optimiser(std::vector<NamedTensor> parameters, const OptimiserOptions& options);

    /// Moves every parameter along its gradient and clears the gradient.
    void step(double learningRate);

    /// Number of steps so far; with the moments it is the whole state.
    long long steps() const { return m_steps; }
    void store(Checkpoint& checkpoint) const;
    /// Throws Error when the moments do not fit.
    void restore(const Checkpoint& checkpoint, long long steps);

private:
    struct Slot {
        NamedTensor parameter;
        at::Tensor first;  // momentum, or mean of the gradient
        at::Tensor second; // Adam: mean of its square
    };
    void stepSgd(Slot& slot, double learningRate) const;
    void stepAdam(Slot& slot, double learningRate) const;

    OptimiserOptions m_options;
    std::vector<Slot> m_slots;
    long long m_steps = 0;
};

} // namespace crossview
