#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace crossview {

/// Gives the next bytes of something that is read once, from its beginning: fills the buffer as far as there
/// are more, 0 at the end. Throws Error when it is damaged.
using ByteReader = std::function<std::size_t(std::span<std::byte>)>;

/// The arrays in a .npz as numpy.savez and savez_compressed write it. Nothing is unpacked before it is asked
/// for, and then in pieces.
class NpzArchive {
public:
    /// A member whose name ends with .npy.
    struct Member {
        std::string name;      ///< without .npy, as NumPy gives it
        std::size_t bytes = 0; ///< unpacked; no more than the file can hold
        std::size_t index = 0; ///< among all members of the archive
    };

    /// Whether bytes begin like an archive.
    static bool isOne(std::span<const std::byte> bytes);
    /// Lists an archive in memory (a mapped file), which must live as long as this object. `name` stands in
    /// messages. Throws Error when it is damaged, encrypted, packed in a way that NumPy does not write, or
    /// when a member claims more bytes than the file can hold.
    NpzArchive(std::span<const std::byte> bytes, std::string name);
    ~NpzArchive();
    NpzArchive(NpzArchive&&) noexcept;
    NpzArchive& operator=(NpzArchive&&) noexcept;

    const std::vector<Member>& members() const;
    /// Reads a member from its beginning; its checksum is compared at the end. The archive must live as long.
    ByteReader open(const Member& member) const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace crossview
