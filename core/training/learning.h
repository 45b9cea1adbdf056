#pragma once

#include "training/devices.h"
#include "training/learner.h"

namespace crossview {

/// What training asks of LibTorch. It stands behind pointers because LibTorch takes 0.4 s and 150 MB to load:
/// the programs do so when they first train or look for devices.
struct Learning {
    std::unique_ptr<Learner> (*makeLearner)(const RunOptions& options, std::size_t imageFeatures,
                                            std::size_t sentenceFeatures);
    std::vector<ComputeDevice> (*cards)(); ///< beside the processor
    void (*checkDevice)(const std::string& device);
};

/// LibTorch's, where it is linked.
const Learning& torchLearning();

/// The one of this program: loaded at the first call (loaded_learning.cpp) or linked (linked_learning.cpp).
/// From any thread. Throws Error when it cannot be loaded.
const Learning& learning();

/// The function of kTorchModule that returns the pointers.
inline constexpr const char* kLearningFunction = "crossview_learning";
using LearningFunction = const Learning*();

} // namespace crossview
