#pragma once

#include "common/matrix.h"
#include "dataset/dataset.h"
#include "projection/projector.h"

#include <filesystem>
#include <optional>
#include <string>

namespace crossview {

/// A map of another program, kept with a project.
struct BroughtMap {
    BroughtOptions options; ///< what BroughtProjector needs
    std::string from;       ///< the file or the columns that it came from, for a person
};

/// Keeps a map with the project in the place of the last: maps/<sum>.npy and maps/brought.json. Items without
/// a position (NaN, or behind the last row) lie at the mean of their partners', or at the centre. Throws
/// Error when it has none, when the project may only be read, or the disk refuses.
BroughtMap bringMap(const std::filesystem::path& projectFolder, const Dataset& imported, Matrix positions,
                    const std::string& from);

/// The one that is kept; nothing where there is none, or it is of data that the project held before.
std::optional<BroughtMap> broughtMapOf(const std::filesystem::path& projectFolder, const Dataset& imported);

} // namespace crossview
