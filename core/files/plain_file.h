#pragma once

#include <filesystem>
#include <utility>

namespace crossview {

/// An open file descriptor that closes itself.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int number) : m_number(number) {}
    ~Descriptor();
    Descriptor(Descriptor&& other) noexcept : m_number(other.release()) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(m_number, other.m_number);
        return *this;
    }

    int number() const { return m_number; } ///< -1 where none is open
    /// Gives it away: who takes it closes it.
    int release() { return std::exchange(m_number, -1); }

private:
    int m_number = -1;
};

/// Opens an ordinary file for reading. What somebody else put there may be anything: a folder, a named pipe
/// (which would be waited for) or a device (which never ends) is refused before a byte of it is read. Links
/// are followed. Throws Error that names the file and the reason.
Descriptor openPlainForReading(const std::filesystem::path& file);

/// Opens an ordinary file for writing and makes it where it is not there; `flags` as open(2) takes them
/// (O_WRONLY or O_RDWR, O_TRUNC, …). A link is not followed: a project from somebody else must not lead out
/// of its folder. Throws Error that names the file and the reason.
Descriptor openPlainForWriting(const std::filesystem::path& file, int flags);

/// Throws Error when the path is a link: a folder of a project that is written into. Nothing where there is
/// nothing.
void refuseLink(const std::filesystem::path& path);

/// Whether this process may write a file, or into a folder; asked of the nearest folder that is there.
bool mayBeWritten(const std::filesystem::path& path);

/// Throws Error when something stands at the path that is no ordinary file (a link, a pipe, a folder): before
/// a library opens it that does not look. Nothing where there is nothing.
void refuseUnlessPlain(const std::filesystem::path& path);

} // namespace crossview
