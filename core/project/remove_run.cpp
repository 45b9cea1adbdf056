#include "project/remove_run.h"

#include "common/error.h"
#include "project/run_lock.h"

#include <fmt/format.h>
#include <utility>
#include <vector>

namespace crossview {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kAside = ".removed";

fs::path asideOf(const Project& project, const std::string& run) {
    return project.runFolder(run).concat(kAside);
}

/// The order leaves the whole run or none after a kill: who is forgotten has no folder that comes back.
void endRemoval(Project& project, const std::string& run) {
    project.forgetRun(run);
    std::error_code failure;
    fs::remove_all(asideOf(project, run), failure); // what is left is taken by finishRemovals
}

} // namespace

bool isPutAside(const fs::path& folder) {
    return folder.filename().string().ends_with(kAside);
}

RemovedRun::RemovedRun(const fs::path& folder, std::string run) : m_project(folder), m_run(std::move(run)) {
    Project project = Project::open(folder);
    project.requireWritable();
    if (!project.run(m_run))
        throw Error(fmt::format("The project {} has no run {}; crossview-cli runs lists them.",
                                project.folder().string(), m_run));
    LockFile lock = lockRun(project.runFolder(m_run));
    const fs::path aside = asideOf(project, m_run);
    std::error_code failure;
    fs::remove_all(aside, failure);
    fs::rename(project.runFolder(m_run), aside, failure);
    if (failure)
        throw Error(fmt::format("Run {} cannot be removed ({}): check the permissions of {}.", m_run,
                                failure.message(), project.runFolder(m_run).string()));
    project.setAside(m_run);
    m_lock = std::move(lock);
}

RemovedRun::~RemovedRun() {
    if (!m_lock)
        return;
    try {
        Project project = Project::open(m_project);
        endRemoval(project, m_run);
    } catch (const std::exception&) {
        // The project was moved, or its disk refuses: finishRemovals finds it.
    }
}

void RemovedRun::bringBack() {
    if (!m_lock)
        return;
    Project project = Project::open(m_project);
    project.takeBack(m_run);
    std::error_code failure;
    fs::rename(asideOf(project, m_run), project.runFolder(m_run), failure);
    if (failure) {
        project.setAside(m_run);
        throw Error(fmt::format("Run {} cannot be brought back ({}): check the permissions of {}.", m_run,
                                failure.message(), project.runFolder(m_run).parent_path().string()));
    }
    m_lock.reset();
}

void removeRun(const fs::path& project, const std::string& run) {
    const RemovedRun removed(project, run);
}

void finishRemovals(Project& project) {
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
        const bool remembered = project.run(run).has_value();
        if (!remembered && !project.isReadOnly())
            endRemoval(project, run);
        else if (remembered && !fs::exists(project.runFolder(run), failure))
            fs::rename(folder, project.runFolder(run), failure);
    }
}

} // namespace crossview
