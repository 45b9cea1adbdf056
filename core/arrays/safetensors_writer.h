#pragma once

#include "common/matrix.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace crossview {

/// A tensor that is written: float32, row-major. Its values live until then.
struct TensorToWrite {
    std::string name;
    std::vector<std::size_t> shape;
    const float* values = nullptr; ///< as many as the product of the shape
};

/// Writes a .safetensors file atomically, with texts about it as its "__metadata__". Names must differ.
/// Throws Error when the disk refuses.
void writeSafetensors(const std::filesystem::path& file, const std::vector<TensorToWrite>& tensors,
                      const std::vector<std::pair<std::string, std::string>>& about);

} // namespace crossview
