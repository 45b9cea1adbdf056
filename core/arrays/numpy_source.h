#pragma once

#include "arrays/array_source.h"
#include "arrays/file_bytes.h"

#include <memory>

namespace crossview {

/// The array of a .npy file. Throws Error where it is none, or holds fewer bytes than its header says.
std::unique_ptr<ArraySource> openNpy(FileBytes file);

/// The arrays of a .npz file. Throws Error (NpzArchive).
std::unique_ptr<ArraySource> openNpz(FileBytes file);

} // namespace crossview
