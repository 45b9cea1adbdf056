#pragma once

#include "common/progress.h"
#include "dataset/dataset.h"
#include "dataset/splits.h"
#include "features/feature_set.h"
#include "training/commands.h"
#include "training/events.h"
#include "options/run_options.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace crossview {

/// What a training learns from.
struct TrainingInput {
    std::shared_ptr<const Dataset> dataset;
    std::shared_ptr<const SplitAssignment> splits;
    std::shared_ptr<const FeatureSet> features;
};

/// How a training ended.
struct TrainingOutcome {
    enum class End { finished, stopped, failed };
    End end = End::finished;
    std::string message; ///< failed: one sentence with what happened and what to try
    int epochs = 0;
    int bestEpoch = 0;
    std::string run; ///< id of the run
};

/// "cpu" and every CUDA device that LibTorch sees, with a label for a person.
struct ComputeDevice {
    std::string id;    ///< "cpu", "cuda:0"
    std::string label; ///< "CPU, 2 cores"
};
std::vector<ComputeDevice> computeDevices();
/// Throws Error when a device is not among them: to be asked before features are made for it.
void checkDevice(const std::string& device);

/// Trains in `runFolder`: checkpoint.bin every epoch (checkpoint.h), latest/ and best/ with the frozen
/// network and the embeddings of all items (snapshot_store.h). Resumes when a checkpoint is there. Publishes
/// a snapshot before the first step and after every epoch. Runs on the calling thread; a stop ends it within
/// one batch in a state that can be resumed, to the same weights as if it had not been stopped. A NaN or a
/// collapse (method.md 6B) ends it as failed with a sentence. Throws Error when input and options do not fit.
TrainingOutcome train(const TrainingInput& input, const RunOptions& options,
                      const std::filesystem::path& runFolder, TrainingCommands& commands,
                      const TrainingListener& listener, const std::stop_token& stop);

/// The same, recorded in a project: makes (or, with `resumeRun`, continues) a run, stores metrics per step
/// and epoch, embeddings of the latest and the best epoch, and the outcome.
TrainingOutcome trainInProject(const std::filesystem::path& projectFolder, const TrainingInput& input,
                               const RunOptions& options, const std::optional<std::string>& resumeRun,
                               TrainingCommands& commands, const TrainingListener& listener,
                               const std::stop_token& stop);

} // namespace crossview
