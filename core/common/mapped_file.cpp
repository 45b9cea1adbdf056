#include "common/mapped_file.h"

#include "common/error.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace crossview {

MappedFile::MappedFile(const std::filesystem::path& file) {
    // Without O_NONBLOCK a named pipe would be waited for until somebody writes to it.
    const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        throw Error(fmt::format("{} cannot be read: {}.", file.string(), std::strerror(errno)));
    struct stat status = {};
    if (::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        const char* reason = S_ISDIR(status.st_mode) ? "it is a folder" : "it is no ordinary file";
        ::close(fd);
        throw Error(fmt::format("{} cannot be read: {}.", file.string(), reason));
    }
    m_size = static_cast<std::size_t>(status.st_size);
    if (m_size > 0)
        m_data = ::mmap(nullptr, m_size, PROT_READ, MAP_PRIVATE, fd, 0);
    const int code = errno;
    ::close(fd);
    if (m_data == MAP_FAILED) // NOLINT(performance-no-int-to-ptr)
        throw Error(fmt::format("{} cannot be mapped into memory: {}.", file.string(), std::strerror(code)));
}

MappedFile::~MappedFile() {
    if (m_data)
        ::munmap(m_data, m_size);
}

} // namespace crossview
