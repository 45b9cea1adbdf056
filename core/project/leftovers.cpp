#include "project/leftovers.h"

#include "files/atomic_file.h"
#include "project/project.h"
#include "project/remove_run.h"
#include "project/run_lock.h"
#include "training/snapshot_store.h"

#include <vector>

namespace crossview {
namespace {

namespace fs = std::filesystem;

/// The folders inside a folder; links are none.
std::vector<fs::path> foldersIn(const fs::path& folder) {
    std::vector<fs::path> folders;
    std::error_code failure;
    for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
         entry.increment(failure))
        if (std::error_code unknown; fs::is_directory(entry->symlink_status(unknown)))
            folders.push_back(entry->path());
    return folders;
}

/// Half-written epochs, which are its trainer's alone.
void cleanRun(const fs::path& run) {
    removeTemporaryFiles(run);
    removeTemporaryFiles(run / "projections");
    removeTemporaryFiles(run / "arrivals");
    const fs::path latest = run / "latest";
    const fs::path best = run / "best";
    if (!hasLock(run) && !hasSnapshotLeftovers(latest) && !hasSnapshotLeftovers(best))
        return;
    const std::optional<LockFile> lock = lockOfDead(run); // its file goes with it
    if (!lock)
        return;
    removeSnapshotLeftovers(latest);
    removeSnapshotLeftovers(best);
}

void clean(const fs::path& project) {
    removeTemporaryFiles(project);
    removeTemporaryFiles(project / "features");
    for (const fs::path& folder : foldersIn(project / "features"))
        removeTemporaryFiles(folder);
    bool unnamed = false;
    bool aside = false;
    for (const fs::path& run : foldersIn(project / "runs")) {
        if (isPutAside(run)) {
            aside = true;
            continue;
        }
        cleanRun(run);
        std::error_code failure;
        unnamed = unnamed || fs::is_empty(run, failure);
    }
    if (hasLock(project))
        lockOfDead(project);
    if (aside && Project::exists(project)) {
        Project opened = Project::open(project);
        finishRemovals(opened);
    }
    if (unnamed && Project::exists(project))
        Project::open(project).removeUnnamedRunFolders();
}

} // namespace

void removeLeftovers(const fs::path& project) noexcept {
    try {
        clean(project);
    } catch (const std::exception&) {
        // What is in the way is told by who opens the project next.
    }
}

} // namespace crossview
