#pragma once

#include "arrays/array_source.h"
#include "arrays/file_bytes.h"

#include <memory>

namespace crossview {

/// The tensors of a .safetensors file. Throws Error (safetensorsTable).
std::unique_ptr<ArraySource> openSafetensors(FileBytes file);

} // namespace crossview
