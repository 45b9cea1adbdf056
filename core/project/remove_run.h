#pragma once

#include "files/lock_file.h"
#include "project/project.h"

#include <filesystem>
#include <optional>
#include <string>

namespace crossview {

/// A run that was removed and can come back while this object lives. Its folder lies aside
/// (runs/<run>.removed), and the project is as without the run. Nobody trains it or ends its removal
/// meanwhile; after a kill the removal is ended by who opens the project next (finishRemovals).
class RemovedRun {
public:
    /// Removes the run. Throws Error when there is no such run, when the project may only be read, or when
    /// somebody trains the run.
    RemovedRun(const std::filesystem::path& project, std::string run);
    /// Ends the removal unless the run was brought back: all that it stored goes. A failure leaves it to
    /// finishRemovals.
    ~RemovedRun();
    RemovedRun(const RemovedRun&) = delete;
    RemovedRun& operator=(const RemovedRun&) = delete;

    const std::string& run() const { return m_run; }
    /// The run is there again, as it was. Throws Error when its folder cannot be moved back.
    void bringBack();

private:
    std::filesystem::path m_project;
    std::string m_run;
    std::optional<LockFile> m_lock; ///< empty: the run is back
};

/// Removes a run with everything that it stored. Throws as RemovedRun does.
void removeRun(const std::filesystem::path& project, const std::string& run);

/// Ends removals that were cut short: the folder of a run that the project has forgotten or set aside goes,
/// that of one that it remembers comes back. What another process has removed and may bring back is left
/// alone.
void finishRemovals(Project& project);

/// Whether a folder of runs/ was put aside.
bool isPutAside(const std::filesystem::path& folder);

} // namespace crossview
