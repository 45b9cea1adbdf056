#pragma once

#include "common/matrix.h"
#include "evaluation/recall.h"
#include "model/frozen_network.h"

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace crossview {

/// One optimiser step. Terms in the order T1, T2, T3, T4, each reduced, unweighted.
struct StepMetrics {
    int step = 0;  ///< 1-based over the whole run
    int epoch = 0; ///< 1-based
    std::array<double, 4> terms{};
    double total = 0;                 ///< T1 + lambda1 T2 + lambda2 T3 + lambda3 T4
    std::array<double, 4> violated{}; ///< share of kept triplets with a hinge above zero
    double learningRate = 0;
    double seconds = 0;     ///< of this step
    double temperature = 0; ///< of infoNce and sigLip; 0 where the objective has none
};

/// End of an epoch.
struct EpochMetrics {
    int epoch = 0; ///< 1-based
    int step = 0;  ///< last step of the epoch
    RecallBothWays validation;
    double meanTotal = 0;
    bool best = false; ///< best on validation (rsum) so far
    double seconds = 0;
};

/// Embeddings of every item at one epoch (0: before training) with the network that made them. Never written
/// to after publishing.
struct Snapshot {
    std::string run;
    int epoch = 0;
    int step = 0;
    SharedMatrix images;    ///< [image count, joint]
    SharedMatrix sentences; ///< [sentence count, joint]
    std::shared_ptr<const FrozenNetwork> network;
};

enum class TrainingState { running, paused };

/// What a training begins with: all zero for a new one, else what its checkpoint holds. Whatever was reported
/// beyond it is void and comes again.
struct TrainingPoint {
    int epoch = 0;      ///< finished epochs
    long long step = 0; ///< finished steps
    int bestEpoch = 0;
    double bestScore = 0;
    std::optional<EpochMetrics> lastEpoch; ///< of `epoch`; not in checkpoints of earlier versions
};

/// Where the trainer reports to; called on the training thread. Empty members are skipped.
struct TrainingListener {
    std::function<void(const StepMetrics&)> onStep;
    std::function<void(const EpochMetrics&)> onEpoch;
    std::function<void(std::shared_ptr<const Snapshot>)> onSnapshot;
    std::function<void(TrainingState)> onState;
    /// Options and data fit, and the training begins; nothing is written yet.
    std::function<void(const TrainingPoint&)> onBegin = {};
    /// Something is about to be written into the run's folder. The checkpoint is what counts after a kill:
    /// what must not be lost with it is stored now. May throw, which ends the training before the writing.
    std::function<void()> beforeSave = {};
};

} // namespace crossview
