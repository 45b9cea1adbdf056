#pragma once

#include "files/plain_file.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace crossview {

enum class LockKind : std::uint8_t { shared, exclusive };

/// How a try to lock an open file or folder ended. `impossible`: its file system knows no locks.
enum class LockTry : std::uint8_t { held, refused, impossible };

/// flock(2) on an open descriptor, without waiting. The kernel lets go of it with the descriptor, also when
/// the process is killed.
LockTry tryLock(int descriptor, LockKind kind);

/// A file whose lock (flock) says that somebody works beside it. What a dead process left is only a file: its
/// lock is gone. The file goes with the last object that holds it.
class LockFile {
public:
    /// Takes the lock, without waiting for who has it; nothing while somebody does. The file is made where it
    /// is not there; its folder must be. On a file system without locks everybody gets it. Throws Error when
    /// the file cannot be written.
    static std::optional<LockFile> take(const std::filesystem::path& file, LockKind kind);
    /// Whether somebody holds the lock, this process counted too. False where there is no such file.
    static bool isHeld(const std::filesystem::path& file);

    ~LockFile();
    LockFile(LockFile&&) noexcept = default;
    LockFile& operator=(LockFile&& other) noexcept {
        std::swap(m_file, other.m_file);
        std::swap(m_descriptor, other.m_descriptor);
        std::swap(m_real, other.m_real);
        return *this;
    }

    /// Replaces what the file says. Throws Error when the disk refuses.
    void write(std::string_view content) const;
    /// Locked, not only opened: its file system knows locks.
    bool isReal() const { return m_real; }
    /// Whether the file still lies where it was taken: else its folder was moved or deleted.
    bool isInPlace() const;

private:
    LockFile(std::filesystem::path file, Descriptor descriptor, bool real)
        : m_file(std::move(file)), m_descriptor(std::move(descriptor)), m_real(real) {}

    std::filesystem::path m_file;
    Descriptor m_descriptor;
    bool m_real;
};

} // namespace crossview
