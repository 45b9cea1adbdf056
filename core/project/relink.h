#pragma once

#include "common/progress.h"

#include <cstddef>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace crossview {

/// What looking for moved pictures came to.
struct RelinkSummary {
    std::size_t pictures = 0;         ///< of the project
    std::size_t missing = 0;          ///< that were not where the project says
    std::size_t found = 0;            ///< of those, found below the folder
    std::vector<std::string> reasons; ///< of the others, each reason once with its number, at most 20
};

/// Looks below a folder for the pictures of a project that are not where it says (image_locator.h), and
/// writes down where they are now. Features and runs stay what they are: that a picture is the same is
/// checked by its content when the project is opened. Nothing is written with `dryRun`. Throws Error when the
/// project or the folder cannot be used; Cancelled, then nothing is changed.
RelinkSummary relink(const std::filesystem::path& project, const std::filesystem::path& folder, bool dryRun,
                     const std::stop_token& stop = {}, const ProgressSink& progress = {});

} // namespace crossview
