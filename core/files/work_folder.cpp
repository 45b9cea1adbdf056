#include "files/work_folder.h"

#include "common/error.h"
#include "files/lock_file.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace crossview {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& folder, int code) {
    throw Error(fmt::format("{} cannot be written: {}. Check free space and permissions of the folder.",
                            folder.string(), std::strerror(code)));
}

/// Descriptor of the folder, locked; -1 when it is gone or another holds its lock. A file system without
/// locks (some network shares) gives `unlockable`.
int lockedFolder(const fs::path& folder, bool& unlockable) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (descriptor < 0)
        return -1;
    const LockTry result = tryLock(descriptor, LockKind::exclusive);
    unlockable = result == LockTry::impossible;
    if (result != LockTry::refused)
        return descriptor;
    ::close(descriptor);
    return -1;
}

void removeLeftovers(const fs::path& parent, const std::string& prefix) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(parent, ignored)) {
        if (!entry.path().filename().string().starts_with(prefix))
            continue;
        bool unlockable = false;
        const int descriptor = lockedFolder(entry.path(), unlockable);
        if (descriptor < 0)
            continue;
        if (!unlockable)
            fs::remove_all(entry.path(), ignored);
        ::close(descriptor);
    }
}

} // namespace

WorkFolder::WorkFolder(const fs::path& parent, const std::string& prefix) {
    std::error_code code;
    fs::create_directories(parent, code);
    if (code)
        fail(parent, code.value());
    removeLeftovers(parent, "." + prefix + "-");
    // Another process may take a new folder for a leftover before it is locked; then the next try is ours.
    constexpr int kTries = 100;
    for (int i = 0; i < kTries; ++i) {
        std::string name = (parent / ("." + prefix + "-XXXXXX")).string();
        if (!::mkdtemp(name.data()))
            fail(parent, errno);
        bool unlockable = false;
        m_lock = lockedFolder(name, unlockable);
        if (m_lock >= 0 && fs::exists(name, code)) {
            m_path = name;
            return;
        }
        if (m_lock >= 0)
            ::close(m_lock);
    }
    fail(parent, EBUSY);
}

WorkFolder::~WorkFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
    ::close(m_lock);
}

} // namespace crossview
