#pragma once

#include "encoders/weights/weights.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace crossview {

/// Reads a weight file by what it is: safetensors, or a PyTorch state dict (the old stream or the zip form).
/// Maps it; executes nothing. Throws Error that names the file and what is wrong with it.
Weights readWeights(const std::filesystem::path& file);

/// The parts behind it, for tests and fuzz targets. `owner` keeps `bytes` alive and is shared by the tensors
/// whose values lie in them; `name` stands in messages.
Weights parseSafetensors(std::span<const std::byte> bytes, const std::string& name,
                         const std::shared_ptr<const void>& owner);
Weights parseStateDict(std::span<const std::byte> bytes, const std::string& name,
                       const std::shared_ptr<const void>& owner);

} // namespace crossview
