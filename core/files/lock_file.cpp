#include "files/lock_file.h"

#include "common/error.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace crossview {
namespace {

namespace fs = std::filesystem;

/// Who only looks whether a lock is held has it for a moment: that is no reason to refuse somebody.
constexpr int kTries = 10;
constexpr auto kBetweenTries = std::chrono::milliseconds(10);

/// The open file is what lies under the path.
bool liesAt(int descriptor, const fs::path& file) {
    struct stat open = {};
    struct stat named = {};
    return ::fstat(descriptor, &open) == 0 && ::lstat(file.c_str(), &named) == 0 &&
           open.st_ino == named.st_ino && open.st_dev == named.st_dev;
}

} // namespace

LockTry tryLock(int descriptor, LockKind kind) {
    const int operation = (kind == LockKind::shared ? LOCK_SH : LOCK_EX) | LOCK_NB;
    while (::flock(descriptor, operation) != 0) {
        if (errno == EWOULDBLOCK)
            return LockTry::refused;
        if (errno != EINTR)
            return LockTry::impossible;
    }
    return LockTry::held;
}

std::optional<LockFile> LockFile::take(const fs::path& file, LockKind kind) {
    for (int i = 0; i < kTries; ++i) {
        Descriptor descriptor = openPlainForWriting(file, O_RDWR);
        const LockTry result = tryLock(descriptor.number(), kind);
        if (result == LockTry::impossible)
            return LockFile(file, std::move(descriptor), false);
        // Who had it may have removed the file between its opening and its locking here.
        if (result == LockTry::held && liesAt(descriptor.number(), file))
            return LockFile(file, std::move(descriptor), true);
        if (result == LockTry::refused)
            std::this_thread::sleep_for(kBetweenTries);
    }
    return std::nullopt;
}

bool LockFile::isHeld(const fs::path& file) {
    const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    return descriptor.number() >= 0 && tryLock(descriptor.number(), LockKind::exclusive) == LockTry::refused;
}

LockFile::~LockFile() {
    // Of several that share it the last one removes the file; nobody can lock it in between.
    const int descriptor = m_descriptor.number();
    if (descriptor >= 0 && m_real && tryLock(descriptor, LockKind::exclusive) == LockTry::held && isInPlace())
        ::unlink(m_file.c_str());
}

void LockFile::write(std::string_view content) const {
    const auto size = static_cast<ssize_t>(content.size());
    if (::ftruncate(m_descriptor.number(), 0) != 0 ||
        ::pwrite(m_descriptor.number(), content.data(), content.size(), 0) != size)
        throw Error(fmt::format("{} cannot be written: {}. Check free space and permissions of its folder.",
                                m_file.string(), std::strerror(errno)));
}

bool LockFile::isInPlace() const {
    return liesAt(m_descriptor.number(), m_file);
}

} // namespace crossview
