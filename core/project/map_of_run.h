#pragma once

#include "features/feature_set.h"
#include "projection/projector.h"
#include "training/events.h"

#include <filesystem>
#include <memory>
#include <string>

namespace crossview {

/// The map of a snapshot as `projector` lays it out. Items that take no part (FeatureSet::leftOut) have no
/// say in where the others lie, and lie at the centre; `features` may be null: all take part. The other
/// parameters and what is thrown are Projector::project's.
Projection mapOf(const Snapshot& snapshot, const FeatureSet* features, const Projector& projector,
                 const Projection* previous = nullptr, const std::stop_token& stop = {},
                 const ProgressSink& progress = {}, const ProjectionSink& publish = {});

/// Measures a map that mapOf() made of the snapshot (map_quality.h).
MapQuality qualityOf(const Projection& map, const Snapshot& snapshot, const FeatureSet* features,
                     bool removeViewMeans, const std::stop_token& stop = {},
                     const ProgressSink& progress = {});

/// Whether a stored map that says `method` of itself (storedMethod) is one of the projector with this key.
/// One that says nothing is of a version that knew one method only.
bool isMadeBy(const std::string& method, const std::string& key);

/// The map of a snapshot's epoch that is stored in a folder (projectionFolder) and was made by the projector
/// with this key; null where there is none, or none that can be read.
std::shared_ptr<Projection> storedMapOf(const std::filesystem::path& folder, const Snapshot& snapshot,
                                        const std::string& key);

/// Writes positions [images + sentences, 2], images first: as an .npy file where the name ends so, else as a
/// table of tabs with a heading (view, item, x, y, picture or text). Throws Error when the disk refuses.
void writePositions(const std::filesystem::path& file, const Projection& map, const Dataset& dataset);

} // namespace crossview
