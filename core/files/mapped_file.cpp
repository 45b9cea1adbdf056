#include "files/mapped_file.h"

#include "common/error.h"
#include "files/plain_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>

namespace crossview {

MappedFile::MappedFile(const std::filesystem::path& file) {
    const Descriptor descriptor = openPlainForReading(file);
    struct stat status = {};
    if (::fstat(descriptor.number(), &status) != 0)
        throw Error(fmt::format("{} cannot be read: {}.", file.string(), std::strerror(errno)));
    m_size = static_cast<std::size_t>(status.st_size);
    if (m_size > 0)
        m_data = ::mmap(nullptr, m_size, PROT_READ, MAP_PRIVATE, descriptor.number(), 0);
    const int code = errno;
    if (m_data == MAP_FAILED) // NOLINT(performance-no-int-to-ptr)
        throw Error(fmt::format("{} cannot be mapped into memory: {}.", file.string(), std::strerror(code)));
}

MappedFile::~MappedFile() {
    if (m_data)
        ::munmap(m_data, m_size);
}

void MappedFile::release(std::size_t bytes) const {
    if (m_data)
        ::madvise(m_data, std::min(bytes, m_size), MADV_DONTNEED);
}

} // namespace crossview
