#pragma once

#include "common/matrix.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace crossview {

/// What a training needs to go on: counters and options as JSON, and named float32 matrices (weights, running
/// statistics, optimiser moments; vectors are [1, n]). Random numbers are seeded from the counters
/// (seeded_random.h), so that the counters are their whole state.
struct Checkpoint {
    std::string stateJson;
    std::vector<std::pair<std::string, Matrix>> arrays;

    /// The matrix of a name. Throws Error when it is missing or not [rows, cols].
    const Matrix& array(const std::string& name, std::size_t rows, std::size_t cols) const;
};

/// Writes one file atomically: "CROSSVIEW CHECKPOINT 1\n", the length of a JSON header as 8 bytes (little
/// endian), the header {"state": …, "arrays": [{"name", "rows", "cols"}]}, the float32 values in that order,
/// and the SHA-256 of all of it as 64 hexadecimal digits. Its folder must be there. Throws Error when the
/// disk refuses.
void saveCheckpoint(const std::filesystem::path& file, const Checkpoint& checkpoint);

/// Reads it back. Throws Error that names the file when it is missing, truncated or damaged in any byte.
Checkpoint loadCheckpoint(const std::filesystem::path& file);

} // namespace crossview
