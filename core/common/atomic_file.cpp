#include "common/atomic_file.h"

#include "common/error.h"
#include "common/plain_file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <random>
#include <sys/stat.h>
#include <unistd.h>

namespace crossview {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, const char* action, int code) {
    throw Error(fmt::format("{} cannot be {}: {}. Check free space and permissions of its folder.",
                            file.string(), action, std::strerror(code)));
}

/// Flushes a file or folder to disk; folders on some file systems refuse, which is no failure.
void syncPath(const std::filesystem::path& path, bool folder) {
    const int fd = ::open(path.c_str(), folder ? O_RDONLY | O_DIRECTORY : O_RDONLY);
    if (fd < 0) {
        if (folder)
            return;
        fail(path, "opened", errno);
    }
    const int result = ::fsync(fd);
    const int code = errno;
    ::close(fd);
    if (result != 0 && !folder)
        fail(path, "written", code);
}

void makeParent(const std::filesystem::path& file) {
    if (!file.has_parent_path())
        return;
    std::error_code code;
    std::filesystem::create_directories(file.parent_path(), code);
    if (code)
        fail(file.parent_path(), "made", code.value());
}

std::filesystem::path temporaryBeside(const std::filesystem::path& file) {
    static thread_local std::mt19937_64 generator{std::random_device{}()};
    auto name = file.filename();
    name += fmt::format(".{:016x}.part", generator());
    return file.parent_path() / name;
}

} // namespace

void moveIntoPlace(const std::filesystem::path& finished, const std::filesystem::path& file) {
    makeParent(file);
    syncPath(finished, false);
    if (::rename(finished.c_str(), file.c_str()) != 0)
        fail(file, "replaced", errno);
    syncPath(file.has_parent_path() ? file.parent_path() : std::filesystem::path("."), true);
}

void replaceFileAtomically(const std::filesystem::path& file,
                           const std::function<void(const std::filesystem::path&)>& write) {
    makeParent(file);
    const auto temporary = temporaryBeside(file);
    try {
        write(temporary);
        moveIntoPlace(temporary, file);
    } catch (...) {
        std::error_code ignored;
        std::filesystem::remove(temporary, ignored);
        throw;
    }
}

void writeFileAtomically(const std::filesystem::path& file, std::string_view content) {
    replaceFileAtomically(file, [&](const std::filesystem::path& temporary) {
        const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
        if (fd < 0)
            fail(file, "written", errno);
        const char* data = content.data();
        std::size_t left = content.size();
        while (left > 0) {
            const ssize_t written = ::write(fd, data, left);
            if (written < 0 && errno == EINTR)
                continue;
            if (written < 0) {
                const int code = errno;
                ::close(fd);
                fail(file, "written", code);
            }
            data += written;
            left -= static_cast<std::size_t>(written);
        }
        if (::close(fd) != 0)
            fail(file, "written", errno);
    });
}

std::string readFile(const std::filesystem::path& file) {
    std::error_code code;
    if (std::filesystem::is_directory(file, code))
        throw Error(fmt::format("{} is a folder, not a file. Name a file inside it.", file.string()));
    const Descriptor descriptor = openPlainForReading(file);
    // Not beyond the size that it has: what the kernel shows under /proc as ordinary files may never end.
    struct stat status = {};
    if (::fstat(descriptor.number(), &status) != 0)
        throw Error(fmt::format("{} cannot be read: {}.", file.string(), std::strerror(errno)));
    std::string content(static_cast<std::size_t>(status.st_size), '\0');
    std::size_t done = 0;
    while (done < content.size()) {
        const ssize_t count = ::read(descriptor.number(), content.data() + done, content.size() - done);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            throw Error(fmt::format("{} cannot be read to its end. Check the disk.", file.string()));
        if (count == 0)
            break; // it became shorter
        done += static_cast<std::size_t>(count);
    }
    content.resize(done);
    return content;
}

} // namespace crossview
