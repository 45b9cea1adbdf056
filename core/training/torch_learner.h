#pragma once

#include "training/learner.h"

namespace crossview {

/// Network and optimiser in LibTorch.
class TorchLearner final : public Learner {
public:
    /// Throws Error when the device is not there, OutOfMemory when it does not hold the network.
    TorchLearner(const RunOptions& options, std::size_t imageFeatures, std::size_t sentenceFeatures);
    ~TorchLearner() override;

    LearnerStep step(const Matrix& images, const Matrix& texts, const PairKinds& kinds,
                     const LossOptions& loss, double learningRate, std::uint64_t dropoutSeed) override;
    FrozenNetwork freeze() const override;
    void store(Checkpoint& checkpoint) const override;
    void restore(const Checkpoint& checkpoint, long long steps) override;

private:
    LearnerStep tryStep(const Matrix& images, const Matrix& texts, const PairKinds& kinds,
                        const LossOptions& loss, double learningRate, std::uint64_t dropoutSeed);

    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// Threads, denormals and seeds of LibTorch: the one place that sets them. Called by whatever trains.
void prepareTorch();

} // namespace crossview
