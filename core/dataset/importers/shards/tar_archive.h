#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace crossview {

/// What stands in an archive under a name.
enum class TarMemberKind : std::uint8_t { file, folder, link, other };

struct TarMember {
    std::string name; ///< as the archive writes it: any bytes, any path
    TarMemberKind kind = TarMemberKind::file;
    std::uint64_t size = 0; ///< bytes that the archive claims; there may be fewer
};

/// A tar archive that is read once from its beginning to its end, compressed (gzip, bzip2, Zstandard) or not.
/// Nothing of it is in memory but the piece that is read. All throw Error that names the file, the last
/// member and what is wrong where the archive is damaged or breaks off.
class TarArchive {
public:
    TarArchive() = default;
    virtual ~TarArchive() = default;
    TarArchive(const TarArchive&) = delete;
    TarArchive& operator=(const TarArchive&) = delete;

    /// The next member; nothing at the end.
    virtual std::optional<TarMember> next() = 0;
    /// Goes on with the content of that member; 0 at its end.
    virtual std::size_t read(std::span<std::byte> buffer) = 0;
    /// Bytes of the file that were read so far.
    virtual std::uint64_t position() const = 0;
};

/// Opens one. Behind a pointer because the library takes long to load. Throws Error that names the file when
/// it is none.
using TarOpener = std::unique_ptr<TarArchive>(const std::filesystem::path& file);

/// Where it is linked.
std::unique_ptr<TarArchive> openTarArchive(const std::filesystem::path& file);

/// The one of this program: loaded at the first call (loaded_tar_archive.cpp) or linked
/// (linked_tar_archive.cpp). From any thread. Throws Error when it cannot be loaded.
TarOpener& tarOpener();

/// The function of kTarModule that returns it.
inline constexpr const char* kTarFunction = "crossview_tar_opener";
using TarFunction = TarOpener*();

} // namespace crossview
