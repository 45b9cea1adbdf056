#include "files/plain_file.h"

#include "common/error.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace crossview {
namespace {

constexpr mode_t kMode = 0644;

/// Why an open file is none to read or write bytes of; null where it is an ordinary file.
const char* whyNotPlain(int number) {
    struct stat status = {};
    if (::fstat(number, &status) != 0)
        return std::strerror(errno);
    if (S_ISDIR(status.st_mode))
        return "it is a folder";
    return S_ISREG(status.st_mode) ? nullptr : "it is no ordinary file";
}

Error linked(const std::filesystem::path& path) {
    return Error(
        fmt::format("{} is a link, which is not followed for writing: put a file or folder of its own "
                    "in its place.",
                    path.string()));
}

} // namespace

Descriptor::~Descriptor() {
    if (m_number >= 0)
        ::close(m_number);
}

Descriptor openPlainForReading(const std::filesystem::path& file) {
    // Without O_NONBLOCK a named pipe would be waited for until somebody writes to it.
    Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (descriptor.number() < 0)
        throw Error(fmt::format("{} cannot be read: {}.", file.string(), std::strerror(errno)));
    if (const char* reason = whyNotPlain(descriptor.number()))
        throw Error(fmt::format("{} cannot be read: {}.", file.string(), reason));
    return descriptor;
}

Descriptor openPlainForWriting(const std::filesystem::path& file, int flags) {
    const auto refuse = [&file](const char* reason) -> Error {
        return Error(fmt::format("{} cannot be written: {}. Check free space and permissions of its folder.",
                                 file.string(), reason));
    };
    // O_TRUNC waits until the file is known to be an ordinary one.
    Descriptor descriptor(
        ::open(file.c_str(), (flags & ~O_TRUNC) | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, kMode));
    if (descriptor.number() < 0)
        throw errno == ELOOP ? linked(file) : refuse(std::strerror(errno));
    if (const char* reason = whyNotPlain(descriptor.number()))
        throw refuse(reason);
    if ((flags & O_TRUNC) != 0 && ::ftruncate(descriptor.number(), 0) != 0)
        throw refuse(std::strerror(errno));
    return descriptor;
}

void refuseLink(const std::filesystem::path& path) {
    std::error_code failure;
    if (std::filesystem::is_symlink(std::filesystem::symlink_status(path, failure)))
        throw linked(path);
}

bool mayBeWritten(const std::filesystem::path& path) {
    std::filesystem::path place = path.empty() ? std::filesystem::path(".") : path;
    std::error_code failure;
    while (!std::filesystem::exists(place, failure) && place.has_parent_path() &&
           place != place.parent_path())
        place = place.parent_path();
    if (!std::filesystem::exists(place, failure))
        place = ".";
    return ::access(place.c_str(), W_OK) == 0;
}

void refuseUnlessPlain(const std::filesystem::path& path) {
    refuseLink(path);
    std::error_code failure;
    const auto status = std::filesystem::symlink_status(path, failure);
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
        throw Error(fmt::format("{} is no ordinary file: take it away or put the whole project there again.",
                                path.string()));
}

} // namespace crossview
