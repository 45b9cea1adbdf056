#pragma once

#include "common/matrix.h"
#include "common/progress.h"
#include "dataset/dataset.h"

#include <filesystem>
#include <string>

namespace crossview {

/// Positions in a file of numbers (ArrayFile): two columns, a row for each image and, behind them, each
/// sentence, in the order of the data, or a row for each image alone. Throws Error that says which numbers of
/// rows would fit.
Matrix readPositions(const std::filesystem::path& file, const Dataset& imported,
                     const std::stop_token& stop = {}, const ProgressSink& progress = {});

/// Positions in two imported columns of numbers of one view. Throws Error where there is none of a name.
Matrix positionsInColumns(const std::string& x, const std::string& y, const Dataset& imported);

} // namespace crossview
