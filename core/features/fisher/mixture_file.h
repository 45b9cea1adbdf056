#pragma once

#include "features/fisher/mixture.h"

#include <filesystem>

namespace crossview {

/// The mixture as it comes back from a file, whose numbers are float32: what is computed before and after
/// storing is the same.
Mixture asStored(const Mixture& mixture);

/// Writes a mixture as a NumPy array [K, 1 + 3 D]: a row a centre, its prior, locations, scales, and 1 where
/// the density is Laplacian, else 0. Throws Error when the disk refuses.
void writeMixture(const std::filesystem::path& file, const Mixture& mixture);

/// Reads it back. Throws Error that names the file when it is missing, damaged, or holds no mixture.
Mixture readMixture(const std::filesystem::path& file);

} // namespace crossview
