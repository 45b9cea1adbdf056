#pragma once

#include "arrays/array_source.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace crossview {

/// Whether a file of HDF5 begins within, where the format allows it.
bool isHdf5(std::span<const std::byte> bytes);

/// Opens one of the arrays in such a file (chosenArray). Behind a pointer because its library takes long to
/// load. Throws Error that names the file, what is wrong and what to do.
using ArrayContainers = std::unique_ptr<ArraySource>(const std::filesystem::path& file,
                                                     const std::string& asked,
                                                     std::span<const std::string_view> preferred);

/// Where it is linked.
std::unique_ptr<ArraySource> openArrayContainer(const std::filesystem::path& file, const std::string& asked,
                                                std::span<const std::string_view> preferred);

/// The one of this program: loaded at the first call (loaded_array_containers.cpp) or linked
/// (linked_array_containers.cpp). From any thread. Throws Error when it cannot be loaded.
ArrayContainers& arrayContainers();

/// The function of kArraysModule that returns it.
inline constexpr const char* kArraysFunction = "crossview_array_containers";
using ArraysFunction = ArrayContainers*();

} // namespace crossview
