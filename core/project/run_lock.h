#pragma once

#include "files/lock_file.h"
#include "project/database/run_record.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace crossview {

/// The process that works on a run or replaces a project's data, as its lock file names it.
struct LockOwner {
    std::string program;
    std::string process; ///< its id
    std::string host;
    std::string since; ///< ISO 8601, UTC

    /// "crossview-cli (process 1234 on host h)"; "another process" where the file does not say.
    std::string text() const;
    bool operator==(const LockOwner&) const = default;
};

/// One process trains a run, and while any run of a project is trained nobody replaces the project's data.
/// Locks are files called "lock" in the folder of the run and of the project (lock_file.h), which end with
/// the process. Who only reads needs none.

/// Held while a run is trained. Throws Error that names the process that trains it already. The run's folder
/// is made where it is not there.
LockFile lockRun(const std::filesystem::path& runFolder);
/// Held by everybody who trains in a project. Throws Error that names the process that replaces its data.
LockFile lockForTraining(const std::filesystem::path& project);

/// Held while a project is made or its data are replaced; of a new one that came to nothing no folder stays
/// behind.
class ImportLock {
public:
    /// Makes the folder where it is not there. Throws Error that names who uses the project or makes it, too.
    explicit ImportLock(const std::filesystem::path& project);
    ~ImportLock();
    ImportLock(const ImportLock&) = delete;
    ImportLock& operator=(const ImportLock&) = delete;

private:
    std::vector<std::filesystem::path> m_made; ///< folders that were not there, the innermost first
    std::optional<LockFile> m_lock;
};

/// The lock of a run or project whose owner is dead, for who cleans up after it; nothing while somebody holds
/// it, and where nothing can be locked. Throws Error when the folder may only be read.
std::optional<LockFile> lockOfDead(const std::filesystem::path& folder);
/// Whether there is a lock file in the folder, held or not.
bool hasLock(const std::filesystem::path& folder);

/// The process that trains a run, this one counted too; nothing when none does.
std::optional<LockOwner> trainerOf(const std::filesystem::path& project, const std::string& run);
/// The run as it stands: one that says to be running or paused and that nobody trains is stopped, its process
/// has died.
RunRecord asItStands(const std::filesystem::path& project, RunRecord run);
/// "Run x is being trained by …": one sentence with what can be done.
std::string sentenceOf(const LockOwner& trainer, const std::string& run);

} // namespace crossview
