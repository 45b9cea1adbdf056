#include "project/run_lock.h"

#include "common/error.h"
#include "common/utc_now.h"
#include "files/atomic_file.h"

#include <array>
#include <cerrno>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace crossview {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLockName = "lock";

std::string hostName() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

void signLock(const LockFile& lock) {
    const nlohmann::json owner = {{"program", program_invocation_short_name},
                                  {"process", std::to_string(::getpid())},
                                  {"host", hostName()},
                                  {"since", utcNow("%Y-%m-%dT%H:%M:%SZ")}};
    lock.write(owner.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

/// What a lock file says. Of a file that says nothing (it was taken this moment) the owner has no names.
LockOwner ownerIn(const fs::path& lock) {
    LockOwner owner;
    try {
        const auto json = nlohmann::json::parse(readFile(lock), nullptr, false);
        if (!json.is_object())
            return owner;
        const auto text = [&json](const char* name) {
            const auto found = json.find(name);
            return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
        };
        owner = {text("program"), text("process"), text("host"), text("since")};
    } catch (const std::exception&) {
        // It went with its owner, or cannot be read.
    }
    return owner;
}

/// Who is in the way of replacing a project's data: a training, or somebody who does the same.
std::string whoUses(const fs::path& project) {
    std::error_code failure;
    for (fs::directory_iterator run(project / "runs", failure), end; !failure && run != end;
         run.increment(failure))
        if (const auto trainer = trainerOf(project, run->path().filename().string()))
            return fmt::format("Run {} in {} is being trained by {}: wait for it, or stop it there, before "
                               "the project's data are replaced.",
                               run->path().filename().string(), project.string(), trainer->text());
    return fmt::format("{} is in use by {}, which makes it or replaces its data: wait for it, or choose "
                       "another place.",
                       project.string(), ownerIn(project / kLockName).text());
}

} // namespace

std::string LockOwner::text() const {
    if (program.empty() || process.empty())
        return "another process";
    return fmt::format("{} (process {} on host {})", program, process, host);
}

LockFile lockRun(const fs::path& runFolder) {
    std::error_code failure;
    refuseLink(runFolder);
    fs::create_directory(runFolder, failure);
    auto lock = LockFile::take(runFolder / kLockName, LockKind::exclusive);
    if (!lock)
        throw Error(sentenceOf(ownerIn(runFolder / kLockName), runFolder.filename().string()));
    signLock(*lock);
    return *std::move(lock);
}

LockFile lockForTraining(const fs::path& project) {
    auto lock = LockFile::take(project / kLockName, LockKind::shared);
    if (!lock)
        throw Error(fmt::format("The data of {} are being replaced by {}: wait for it, then open the project "
                                "again.",
                                project.string(), ownerIn(project / kLockName).text()));
    lock->write({}); // several share it; who they are stands in their runs
    return *std::move(lock);
}

ImportLock::ImportLock(const fs::path& project) {
    std::error_code failure;
    for (fs::path folder = project; !folder.empty() && !fs::exists(folder, failure);
         folder = folder.parent_path())
        m_made.push_back(folder);
    fs::create_directories(project, failure);
    if (failure)
        throw Error(fmt::format("{} cannot be made ({}): choose another place or check its permissions.",
                                project.string(), failure.message()));
    m_lock = LockFile::take(project / kLockName, LockKind::exclusive);
    if (!m_lock)
        throw Error(whoUses(project));
    signLock(*m_lock);
}

ImportLock::~ImportLock() {
    m_lock.reset();
    for (const fs::path& folder : m_made)
        if (::rmdir(folder.c_str()) != 0) // something came to be in it
            return;
}

std::optional<LockFile> lockOfDead(const fs::path& folder) {
    const fs::path file = folder / kLockName;
    if (LockFile::isHeld(file)) // told at once, where taking it would try for a while
        return std::nullopt;
    auto lock = LockFile::take(file, LockKind::exclusive);
    return lock && lock->isReal() ? std::move(lock) : std::nullopt;
}

bool hasLock(const fs::path& folder) {
    std::error_code failure;
    return fs::exists(fs::symlink_status(folder / kLockName, failure));
}

std::optional<LockOwner> trainerOf(const fs::path& project, const std::string& run) {
    const fs::path lock = project / "runs" / run / kLockName;
    return LockFile::isHeld(lock) ? std::optional(ownerIn(lock)) : std::nullopt;
}

RunRecord asItStands(const fs::path& project, RunRecord run) {
    const bool goesOn = run.status == RunStatus::running || run.status == RunStatus::paused;
    if (goesOn && !trainerOf(project, run.id))
        run.status = RunStatus::stopped;
    return run;
}

std::string sentenceOf(const LockOwner& trainer, const std::string& run) {
    return fmt::format("Run {} is being trained by {}: wait for it, or stop it there.", run, trainer.text());
}

} // namespace crossview
