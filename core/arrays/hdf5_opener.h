#pragma once

#include "arrays/array_source.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>

namespace crossview {

/// Who wrote an HDF5 file: in MATLAB's (version 7.3) the sides stand the other way round.
enum class Hdf5Writer : std::uint8_t { anyone, matlab };

/// Whether bytes begin like such a file, perhaps behind a block of the writer's own, and whose it is.
std::optional<Hdf5Writer> hdf5WriterOf(std::span<const std::byte> bytes);

/// openHdf5 (hdf5_source.h), behind a pointer because its library takes long to load.
using Hdf5Opener = std::unique_ptr<ArraySource>(const std::filesystem::path& file, Hdf5Writer writer);

/// The one of this program: loaded at the first call (loaded_hdf5.cpp) or linked (linked_hdf5.cpp). Throws
/// Error when it cannot be loaded.
Hdf5Opener& hdf5Opener();

/// The function of kArraysModule that returns it.
inline constexpr const char* kHdf5Function = "crossview_hdf5";
using Hdf5Function = Hdf5Opener*();

} // namespace crossview
