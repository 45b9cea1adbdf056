#pragma once

#include "evaluation/arrivals.h"

#include <filesystem>
#include <optional>
#include <string>

namespace crossview {

/// Where a run keeps when its items arrived: runs/<run>/arrivals of a project folder, with images.npy and
/// sentences.npy ([count, 1], float32: epoch, or a negative number of Arrivals) and epochs.npy ([measured,
/// 1]).
std::filesystem::path arrivalsFolder(const std::filesystem::path& projectFolder, const std::string& run);

/// Writes them, making the folder in the run's, which must be there. Throws Error when the disk refuses.
void writeArrivals(const std::filesystem::path& folder, const Arrivals& arrivals);

/// Reads them; nothing where there are none or a file is damaged: they can be measured anew. Epochs behind
/// the last measured one, which a kill may leave, have not arrived.
std::optional<Arrivals> readArrivals(const std::filesystem::path& folder);

} // namespace crossview
