#pragma once

#include "projection/projection.h"

#include <filesystem>
#include <string>
#include <vector>

namespace crossview {

/// Where a run keeps the map of every epoch: runs/<run>/projections of a project folder. Per epoch there are
/// epoch-0014-images.npy and -sentences.npy ([count, 2], float16), -explained.npy ([1, 1]) and, where it is
/// known, -made-by.json (the key of the projector).
std::filesystem::path projectionFolder(const std::filesystem::path& projectFolder, const std::string& run);

/// Writes the map of an epoch (0: before training), making the folder. Throws Error when the disk refuses.
void writeProjection(const std::filesystem::path& folder, int epoch, const Projection& projection);

/// Reads it. Throws Error that names the file when it is missing, damaged or not of two columns.
Projection readProjection(const std::filesystem::path& folder, int epoch);

/// The key of the projector that made a stored map; empty where the map does not say.
std::string storedMethod(const std::filesystem::path& folder, int epoch);

/// Epochs that are stored there, in rising order; empty where there is no folder.
std::vector<int> storedProjections(const std::filesystem::path& folder);

} // namespace crossview
