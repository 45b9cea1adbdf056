#pragma once

#include "common/error.h"
#include "common/matrix.h"
#include "model/checkpoint.h"
#include "model/frozen_network.h"
#include "model/pair_kinds.h"
#include "options/run_options.h"

#include <array>
#include <cstdint>
#include <memory>

namespace crossview {

/// What one optimiser step came to.
struct LearnerStep {
    std::array<double, 4> terms{};
    std::array<double, 4> violated{}; ///< share of kept hinges above zero
    double total = 0;
    double collapseConstant = 0; ///< total at which all embeddings are equal (method.md 6B)
    double temperature = 0;      ///< in force in this step; 0 where the objective has none
    double spread = 0;  ///< larger variance of the two views' embeddings: 0 when each view is one point
    bool finite = true; ///< false: loss or embeddings were not finite and no step was taken
};

/// The device's memory does not hold a step; the weights in memory are not to be gone on with.
struct OutOfMemory : Error {
    using Error::Error;
};

/// Network and optimiser on the run's device. The header is torch-free, so that the trainer around it is.
class Learner {
public:
    Learner() = default;
    virtual ~Learner() = default;
    Learner(const Learner&) = delete;
    Learner& operator=(const Learner&) = delete;

    /// Forward, loss, backward and update on one batch: feature rows of images and of texts, and their kinds.
    /// Throws OutOfMemory, and Error with LibTorch's words on any other failure of the device.
    virtual LearnerStep step(const Matrix& images, const Matrix& texts, const PairKinds& kinds,
                             const LossOptions& loss, double learningRate, std::uint64_t dropoutSeed) = 0;

    /// Throws OutOfMemory.
    virtual FrozenNetwork freeze() const = 0;
    virtual void store(Checkpoint& checkpoint) const = 0;
    /// Throws Error when the checkpoint belongs to a network of another shape.
    virtual void restore(const Checkpoint& checkpoint, long long steps) = 0;
};

/// A learner of random weights for feature rows of these widths. Throws Error when the device is not there,
/// OutOfMemory when it does not hold the network.
std::unique_ptr<Learner> makeLearner(const RunOptions& options, std::size_t imageFeatures,
                                     std::size_t sentenceFeatures);

} // namespace crossview
