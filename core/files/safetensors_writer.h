#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace crossview {

/// A tensor to be written.
struct NamedTensor {
    std::string name;
    std::vector<std::size_t> shape; ///< row-major
    std::span<const float> values;  ///< as many as the product of the shape
};

/// Writes float32 tensors, and texts under names of theirs, as a safetensors file; atomically. Throws Error
/// when the disk refuses, std::invalid_argument when a shape does not fit its values.
void writeSafetensors(const std::filesystem::path& file, std::span<const NamedTensor> tensors,
                      std::span<const std::pair<std::string, std::string>> metadata);

} // namespace crossview
