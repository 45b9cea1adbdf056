#pragma once

#include "common/progress.h"
#include "dataset/splits.h"
#include "encoders/user/recipe_network.h"
#include "features/feature_options.h"
#include "features/feature_set.h"
#include "files/npy.h"

#include <filesystem>
#include <memory>

namespace crossview {

/// True when extractFeatures would find everything on disk and compute nothing.
bool featuresAreStored(const Dataset& dataset, const SplitAssignment& splits, const FeatureOptions& options,
                       const std::filesystem::path& featuresFolder);

/// Extracts, or maps what is on disk already for exactly these inputs and settings. Files:
/// features/<key>/{images.npy, sentences.npy, chain…}. Parallel, cancellable, with progress.
/// What is on disk and damaged is made again, or, where its values are read `when` they are asked for,
/// refused then. `openNetwork` opens a network of the user's own when a picture has to go through it. Throws
/// Error when fewer than two pictures are readable, the folder cannot be written, or an encoder or network
/// that is needed is not here.
std::shared_ptr<const FeatureSet>
extractFeatures(const Dataset& dataset, const SplitAssignment& splits, const FeatureOptions& options,
                const std::filesystem::path& featuresFolder, const std::stop_token& stop = {},
                const ProgressSink& progress = {}, const NetworkOpener& openNetwork = {},
                ReadValues when = ReadValues::atOnce);

} // namespace crossview
