#pragma once

#include "arrays/array_source.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>

namespace crossview {

/// Files whose libraries (HDF5, matio) take long to load.
enum class ScienceKind : std::uint8_t {
    hdf5,
    matlabHdf5, ///< MATLAB 7.3: HDF5 whose sides stand the other way round
    matlab      ///< MATLAB 5 to 7.2
};

/// The kind that bytes begin like; nothing for files of other kinds.
std::optional<ScienceKind> scienceKindOf(std::span<const std::byte> bytes);

/// Opens such a file. Throws Error that names it where it is damaged, cut off or holds no array.
using OpenScienceFile = std::unique_ptr<ArraySource>(const std::filesystem::path& file, ScienceKind kind);

/// Where it is linked.
std::unique_ptr<ArraySource> openScienceFileHere(const std::filesystem::path& file, ScienceKind kind);

/// The one of this program: loaded at the first call (loaded_science_files.cpp) or linked
/// (linked_science_files.cpp). Throws Error when it cannot be loaded.
OpenScienceFile& scienceFiles();

/// The function of kArraysModule that returns it.
inline constexpr const char* kScienceFunction = "crossview_science_files";
using ScienceFunction = OpenScienceFile*();

} // namespace crossview
