#pragma once

#include "evaluation/arrivals.h"
#include "evaluation/neighbourhoods.h"
#include "features/feature_set.h"
#include "training/events.h"

#include <filesystem>
#include <optional>
#include <stop_token>
#include <vector>

namespace crossview {

/// The neighbourhoods of an epoch.
struct EpochStructure {
    static constexpr int kFeatures = -1; ///< in place of an epoch: what the network starts from

    int epoch = 0;
    ViewStructure views;
};

/// What is known of the epochs of a run beyond their recall: when items arrived, and how neighbourhoods agree
/// with what items mean.
struct EpochMeasures {
    Arrivals arrivals;
    std::vector<EpochStructure> structure; ///< by rising epoch, that of the features first
};

/// Measures the neighbourhoods of an epoch on a sample; those of later epochs are void: a run may have been
/// taken back. The features are measured once, before the first epoch; null: they never are. Throws
/// Cancelled.
void measureStructure(std::vector<EpochStructure>& structure, const Snapshot& snapshot,
                      const Dataset& dataset, const FeatureSet* features, const std::stop_token& stop);

/// Measures all of an epoch of a run. Every item is compared with all of the other view. Throws Cancelled.
void measureEpoch(EpochMeasures& measures, const Snapshot& snapshot, const Dataset& dataset,
                  const FeatureSet* features, const std::stop_token& stop);

/// Writes them into the run's folder of arrivals (arrival_files.h) with structure.npy ([measured, 4],
/// float32: epoch or -1, share of mates of the images, of the sentences, gap; NaN: not known). Throws Error
/// when the disk refuses.
void writeEpochMeasures(const std::filesystem::path& folder, const EpochMeasures& measures);

/// Reads them; nothing without arrivals. A missing or damaged structure.npy is as one without rows.
std::optional<EpochMeasures> readEpochMeasures(const std::filesystem::path& folder);

} // namespace crossview
