#include "project/remove_run.h"

#include "common/error.h"
#include "project/run_lock.h"

#include <fmt/format.h>
#include <vector>

namespace crossview {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kAside = ".removed";

fs::path asideOf(const Project& project, const std::string& run) {
    return project.runFolder(run).concat(kAside);
}

} // namespace

bool isPutAside(const fs::path& folder) {
    return folder.filename().string().ends_with(kAside);
}

void removeRun(Project& project, const std::string& run) {
    project.requireWritable();
    if (!project.run(run))
        throw Error(fmt::format("The project {} has no run {}; crossview-cli runs lists them.",
                                project.folder().string(), run));
    const LockFile lock = lockRun(project.runFolder(run));
    const fs::path aside = asideOf(project, run);
    std::error_code failure;
    fs::remove_all(aside, failure);
    fs::rename(project.runFolder(run), aside, failure);
    if (failure)
        throw Error(fmt::format("Run {} cannot be removed ({}): check the permissions of {}.", run,
                                failure.message(), project.runFolder(run).string()));
    project.forgetRun(run);
    fs::remove_all(aside, failure); // what is left is taken by finishRemovals
}

void finishRemovals(const Project& project) {
    std::vector<fs::path> folders;
    std::error_code failure;
    for (fs::directory_iterator entry(project.folder() / "runs", failure), end; !failure && entry != end;
         entry.increment(failure))
        if (std::error_code unknown;
            isPutAside(entry->path()) && fs::is_directory(entry->symlink_status(unknown)))
            folders.push_back(entry->path());
    for (const fs::path& folder : folders) {
        const std::optional<LockFile> lock = lockOfDead(folder);
        if (!lock)
            continue;
        const std::string name = folder.filename().string();
        const std::string run = name.substr(0, name.size() - kAside.size());
        if (!project.run(run))
            fs::remove_all(folder, failure);
        else if (!fs::exists(project.runFolder(run), failure))
            fs::rename(folder, project.runFolder(run), failure);
    }
}

} // namespace crossview
