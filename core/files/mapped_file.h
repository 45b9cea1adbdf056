#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

namespace crossview {

/// A read-only mapping of a whole file; its bytes live as long as this object.
class MappedFile {
public:
    /// Throws Error that names the file and the system's reason.
    explicit MappedFile(const std::filesystem::path& file);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    /// Begins at a page, so values are aligned where their offset in the file is.
    std::span<const std::byte> bytes() const { return {static_cast<const std::byte*>(m_data), m_size}; }

    /// Lets the system take back the memory of the first bytes, which were read: they come from the disk again
    /// when they are asked for. A file that is read once need not lie in memory whole.
    void release(std::size_t bytes) const;

private:
    void* m_data = nullptr;
    std::size_t m_size = 0;
};

} // namespace crossview
