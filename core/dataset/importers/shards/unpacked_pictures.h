#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <vector>

namespace crossview {

/// Pictures of archives as files, so that they can be seen and read when the archives are gone: a folder
/// <pictures>/<sum of the archives>, the same whenever the same archives are unpacked. What was written goes
/// with the object unless keep() was called; a folder that was whole before stays. Who makes one is alone in
/// `pictures` (ImportLock).
class UnpackedPictures {
public:
    /// Makes the folder, and removes what a killed process left half unpacked. Throws Error when the archives
    /// cannot be read, or there is less room than they need uncompressed, or the folder cannot be made or is
    /// a link.
    UnpackedPictures(const std::filesystem::path& pictures,
                     const std::vector<std::filesystem::path>& archives);
    ~UnpackedPictures();
    UnpackedPictures(const UnpackedPictures&) = delete;
    UnpackedPictures& operator=(const UnpackedPictures&) = delete;

    const std::filesystem::path& folder() const { return m_folder; }
    /// The folder below it for the pictures of one archive: called like the archive, with the folders in
    /// which it lies below the one that holds all.
    std::filesystem::path folderOf(const std::filesystem::path& archive) const;

    /// Gives content piece by piece; an empty piece ends it.
    using Pieces = std::function<std::span<const std::byte>()>;
    /// Writes a file below the folder that is to hold `size` bytes; never through a link. Throws Error that
    /// names it, also before the disk is full.
    void write(const std::filesystem::path& file, std::uint64_t size, const Pieces& pieces);
    /// All is written: it is on the disk when this returns.
    void finish();
    /// Nothing was written: the pictures lie elsewhere.
    bool isEmpty() const { return !m_any; }
    /// Data name the pictures now: they stay, and those of earlier data go.
    void keep();

    /// Data name no unpacked pictures any more: what lies in `pictures` goes. Other folders in it stay.
    static void removeAll(const std::filesystem::path& pictures);

private:
    void makeFolder(const std::filesystem::path& folder);

    std::filesystem::path m_pictures;
    std::filesystem::path m_folder;
    std::filesystem::path m_marker;   // a file that says that the folder is not whole
    std::filesystem::path m_archives; // the folder that holds all archives
    std::filesystem::path m_checked;  // folder that is there and no link
    bool m_any = false;
    bool m_wasWhole = false;
    bool m_kept = false;
};

} // namespace crossview
