#include "dataset/importers/shards/unpacked_pictures.h"

#include "common/error.h"
#include "common/hash.h"
#include "files/file_handle.h"
#include "files/plain_file.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <string>
#include <string_view>
#include <unistd.h>

namespace crossview {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kDigits = 16;                            // of the sum that names the folder
constexpr std::string_view kMarkerEnding = ".unpacking";       // of a folder that is not whole
constexpr std::uintmax_t kLeftFree = std::uintmax_t{64} << 20; // bytes for everything else on the disk
constexpr std::size_t kSummed = std::size_t{1} << 16; // bytes at the beginning of an archive that tell it

constexpr double kMegabyte = 1e6;

[[noreturn]] void fail(const fs::path& path, int code) {
    throw Error(fmt::format("{} cannot be written: {}. Check free space and permissions of its folder.",
                            path.string(), std::strerror(code)));
}

/// Refuses to begin what the disk cannot hold.
void requireRoom(const fs::path& folder, std::uintmax_t bytes, const std::string& what) {
    std::error_code code;
    const fs::space_info space = fs::space(folder, code);
    if (code || (space.available >= kLeftFree && space.available - kLeftFree >= bytes))
        return;
    throw Error(
        fmt::format("{} needs {:.0f} MB to be unpacked, and {:.0f} MB are free in {}: make room there, "
                    "or import into a project on another disk.",
                    what, static_cast<double>(bytes) / kMegabyte,
                    static_cast<double>(space.available) / kMegabyte, folder.string()));
}

/// The folder in which all archives lie.
fs::path commonFolder(const std::vector<fs::path>& archives) {
    fs::path common = archives.front().parent_path();
    for (const fs::path& archive : archives) {
        const fs::path folder = archive.parent_path();
        const auto [end, rest] = std::mismatch(common.begin(), common.end(), folder.begin(), folder.end());
        fs::path shared;
        for (auto part = common.begin(); part != end; ++part)
            shared /= *part;
        common = shared;
    }
    return common;
}

bool isSum(std::string_view name) {
    return name.size() == kDigits && name.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// Removes the folders named by sums, and their markers; with `all` the whole ones, too.
void removeFolders(const fs::path& pictures, const fs::path& except, bool all) {
    std::vector<fs::path> folders;
    std::error_code code;
    if (fs::is_symlink(pictures, code))
        return;
    for (fs::directory_iterator entry(pictures, code), end; !code && entry != end; entry.increment(code)) {
        const std::string name = entry->path().filename().string();
        const bool isMarker = name.ends_with(kMarkerEnding);
        const std::string sum = isMarker ? name.substr(0, name.size() - kMarkerEnding.size()) : name;
        if (isSum(sum) && (isMarker || all) && pictures / sum != except)
            folders.push_back(pictures / sum);
    }
    for (const fs::path& folder : folders) {
        fs::remove_all(folder, code); // a link goes itself, not what it leads to
        fs::remove(fs::path(folder) += kMarkerEnding, code);
    }
}

} // namespace

UnpackedPictures::UnpackedPictures(const fs::path& pictures, const std::vector<fs::path>& archives)
    : m_pictures(fs::absolute(pictures).lexically_normal()) {
    std::vector<fs::path> files;
    for (const fs::path& archive : archives)
        files.push_back(fs::absolute(archive).lexically_normal());
    m_archives = commonFolder(files);
    Hash hash;
    std::uintmax_t bytes = 0;
    std::string head(kSummed, '\0');
    for (const fs::path& file : files) {
        const FileHandle handle = openForReading(file);
        const std::size_t count = readSome(handle, std::as_writable_bytes(std::span(head)), file);
        std::error_code code;
        const std::uintmax_t size = fs::file_size(file, code);
        bytes += code ? 0 : size;
        hash.add(file.lexically_relative(m_archives).string());
        hash.add(static_cast<long long>(code ? 0 : size));
        hash.addBytes(std::as_bytes(std::span(head).first(count)));
    }
    m_folder = m_pictures / hash.hex().substr(0, kDigits);
    m_marker = fs::path(m_folder) += kMarkerEnding;
    refuseLink(m_pictures);
    refuseLink(m_folder);
    removeFolders(m_pictures, {}, false);
    std::error_code code;
    m_wasWhole = fs::is_directory(m_folder, code);
    fs::create_directories(m_pictures, code);
    if (code)
        fail(m_pictures, code.value());
    try {
        if (!m_wasWhole) {
            requireRoom(m_pictures, bytes,
                        archives.size() == 1 ? files.front().string() : m_archives.string());
            finishWriting(openForWriting(m_marker), m_marker);
            fs::create_directory(m_folder, code);
            if (code)
                fail(m_folder, code.value());
        }
    } catch (const Error&) {
        fs::remove(m_marker, code);
        ::rmdir(m_pictures.c_str()); // where nothing is in it
        throw;
    }
    m_checked = m_folder;
}

UnpackedPictures::~UnpackedPictures() {
    std::error_code code;
    if (!m_kept && !m_wasWhole) {
        fs::remove_all(m_folder, code);
        fs::remove(m_marker, code);
    }
    ::rmdir(m_pictures.c_str()); // where nothing is in it
}

fs::path UnpackedPictures::folderOf(const fs::path& archive) const {
    return m_folder / fs::absolute(archive).lexically_normal().lexically_relative(m_archives);
}

void UnpackedPictures::makeFolder(const fs::path& folder) {
    if (folder == m_checked || folder == m_folder)
        return;
    makeFolder(folder.parent_path());
    std::error_code code;
    fs::create_directory(folder, code);
    if (code)
        fail(folder, code.value());
    refuseLink(folder); // a folder that was there before may be one
    m_checked = folder;
}

void UnpackedPictures::write(const fs::path& file, std::uint64_t size, const Pieces& pieces) {
    requireRoom(m_pictures, size, file.string());
    makeFolder(file.parent_path());
    // Of a folder that was whole every picture stays whole while it is written again.
    const fs::path part = fs::path(file) += ".part";
    FileHandle handle = openForWriting(part);
    for (std::span<const std::byte> piece = pieces(); !piece.empty(); piece = pieces())
        writeAll(handle, piece, part);
    finishWriting(std::move(handle), part);
    if (std::rename(part.c_str(), file.c_str()) != 0)
        fail(file, errno);
    m_any = true;
}

void UnpackedPictures::finish() {
    // One call for all files: a sync for each would take longer than everything else.
    const int descriptor = ::open(m_folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const int failure = descriptor < 0 || ::syncfs(descriptor) != 0 ? errno : 0;
    if (descriptor >= 0)
        ::close(descriptor);
    if (failure != 0)
        fail(m_folder, failure);
    std::error_code code;
    fs::remove(m_marker, code);
    if (code)
        fail(m_marker, code.value());
}

void UnpackedPictures::keep() {
    m_kept = true;
    removeFolders(m_pictures, m_folder, true);
}

void UnpackedPictures::removeAll(const fs::path& pictures) {
    removeFolders(pictures, {}, true);
    ::rmdir(pictures.c_str()); // where nothing is in it
}

} // namespace crossview
