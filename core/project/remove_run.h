#pragma once

#include "project/project.h"

#include <string>

namespace crossview {

/// Removes a run with everything that it stored. Its folder is put aside first (runs/<run>.removed), so that
/// a kill leaves the whole run or none (finishRemovals). Throws Error when there is no such run, when the
/// project may only be read, or when somebody trains the run.
void removeRun(Project& project, const std::string& run);

/// Ends removals that were cut short: the folder of a run that the project has forgotten goes, that of one
/// that it remembers comes back. What another process removes just now is left alone.
void finishRemovals(const Project& project);

/// Whether a folder of runs/ was put aside.
bool isPutAside(const std::filesystem::path& folder);

} // namespace crossview
