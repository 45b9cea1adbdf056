// A library to preload (LD_PRELOAD) that kills the process with SIGKILL at its n-th change of files below a
// folder:
//   CROSSVIEW_KILL_UNDER  the folder
//   CROSSVIEW_KILL_AT     n, from 1; a write is half done then. 0 or unset: never
//   CROSSVIEW_KILL_COUNT  a file (elsewhere) that gets the number of changes when the process ends
// Changes are writes, renames, links, removals, cuts and new folders.
#include <atomic>
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

namespace {

std::atomic<long> changes = 0;

bool isBelow(const char* path) {
    const char* folder = std::getenv("CROSSVIEW_KILL_UNDER");
    return folder && std::strncmp(path, folder, std::strlen(folder)) == 0;
}

bool isBelow(int descriptor) {
    char link[64];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    char path[PATH_MAX];
    const ssize_t length = ::readlink(link, path, sizeof path - 1);
    if (length <= 0)
        return false;
    path[length] = '\0';
    return isBelow(static_cast<const char*>(path));
}

/// Counts a change; true when the process is to die of it.
template <typename Place>
bool isLast(Place place) {
    if (!isBelow(place))
        return false;
    const char* at = std::getenv("CROSSVIEW_KILL_AT");
    return ++changes == (at ? std::atol(at) : 0);
}

[[noreturn]] void die() {
    ::kill(::getpid(), SIGKILL);
    for (;;)
        ::pause();
}

/// The function that would be called without this library.
template <typename Function>
Function* next(const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

struct Teller {
    ~Teller() {
        const char* file = std::getenv("CROSSVIEW_KILL_COUNT");
        if (FILE* stream = file ? std::fopen(file, "w") : nullptr) {
            std::fprintf(stream, "%ld\n", changes.load());
            std::fclose(stream);
        }
    }
} teller;

} // namespace

// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name)
extern "C" {

ssize_t write(int fd, const void* data, size_t size) {
    static auto* const real = next<ssize_t(int, const void*, size_t)>("write");
    if (isLast(fd)) {
        real(fd, data, size / 2);
        die();
    }
    return real(fd, data, size);
}

ssize_t writev(int fd, const iovec* parts, int count) {
    static auto* const real = next<ssize_t(int, const iovec*, int)>("writev");
    if (isLast(fd))
        die();
    return real(fd, parts, count);
}

ssize_t pwrite64(int fd, const void* data, size_t size, off64_t at) {
    static auto* const real = next<ssize_t(int, const void*, size_t, off64_t)>("pwrite64");
    if (isLast(fd)) {
        real(fd, data, size / 2, at);
        die();
    }
    return real(fd, data, size, at);
}

ssize_t pwrite(int fd, const void* data, size_t size, off_t at) {
    return pwrite64(fd, data, size, at);
}

int ftruncate64(int fd, off64_t size) noexcept {
    static auto* const real = next<int(int, off64_t)>("ftruncate64");
    if (isLast(fd))
        die();
    return real(fd, size);
}

int ftruncate(int fd, off_t size) noexcept {
    return ftruncate64(fd, size);
}

// Each dies before it is done: the next change dies after it.
int rename(const char* from, const char* to) noexcept {
    static auto* const real = next<int(const char*, const char*)>("rename");
    if (isLast(to))
        die();
    return real(from, to);
}

int renameat2(int fromFolder, const char* from, int toFolder, const char* to, unsigned flags) noexcept {
    static auto* const real = next<int(int, const char*, int, const char*, unsigned)>("renameat2");
    if (isLast(to))
        die();
    return real(fromFolder, from, toFolder, to, flags);
}

int link(const char* from, const char* to) noexcept {
    static auto* const real = next<int(const char*, const char*)>("link");
    if (isLast(to))
        die();
    return real(from, to);
}

int unlink(const char* path) noexcept {
    static auto* const real = next<int(const char*)>("unlink");
    if (isLast(path))
        die();
    return real(path);
}

int unlinkat(int folder, const char* path, int flags) noexcept {
    static auto* const real = next<int(int, const char*, int)>("unlinkat");
    if (isLast(folder >= 0 && *path != '/' ? folder : -1) || isLast(path))
        die();
    return real(folder, path, flags);
}

int rmdir(const char* path) noexcept {
    static auto* const real = next<int(const char*)>("rmdir");
    if (isLast(path))
        die();
    return real(path);
}

int remove(const char* path) noexcept {
    static auto* const real = next<int(const char*)>("remove");
    if (isLast(path))
        die();
    return real(path);
}

int mkdir(const char* path, mode_t mode) noexcept {
    static auto* const real = next<int(const char*, mode_t)>("mkdir");
    if (isLast(path))
        die();
    return real(path, mode);
}

} // extern "C"
// NOLINTEND(readability-inconsistent-declaration-parameter-name)
