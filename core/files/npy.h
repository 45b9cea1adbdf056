#pragma once

#include "common/matrix.h"
#include "common/row_parts.h"
#include "files/atomic_file.h"
#include "files/npy_header.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace crossview {

/// Element type of a .npy file that is written.
enum class NpyType { float16, float32 };

/// Reads a one- or two-dimensional NumPy file (float16, float32, float64, int32, int64; either byte order; C
/// or Fortran order; header versions 1 to 3) into float32. One-dimensional arrays of n values become [1, n].
/// A sum that writeNpy left is checked. Throws Error that names the file and what is wrong with it.
Matrix readNpy(const std::filesystem::path& file);

/// When the values of a file are read and their sum is checked.
enum class ReadValues {
    atOnce,
    whenAsked ///< when they are first looked at; then what is wrong with them is thrown
};

/// Maps a C-order '<f4' file into memory without copying; other kinds are read as by readNpy. The file is
/// opened, and its header checked, at once: what is put in its place afterwards is not seen.
/// Throws Error like readNpy.
SharedMatrix mapNpy(const std::filesystem::path& file, ReadValues when = ReadValues::atOnce);

/// Writes [rows, cols] atomically (temporary file, fsync, rename; without a copy in memory), and
/// behind the values, where NumPy does not look, a line with the sum of the file (content_sum.h). Throws
/// Error when the disk refuses.
void writeNpy(const std::filesystem::path& file, MatrixView matrix, NpyType type = NpyType::float32,
              Parents parents = Parents::made);

/// The same for rows [rows, cols] that come in parts, one after the other. Throws
/// std::invalid_argument when they are not as many or not as wide.
void writeNpy(const std::filesystem::path& file, std::size_t rows, std::size_t cols, const RowMaker& make,
              NpyType type = NpyType::float32, Parents parents = Parents::made);

/// The header of such a file, for one that grows in place: 128 bytes for every shape of up to 50 digits.
std::string npyHeader(std::size_t rows, std::size_t cols, NpyType type);

/// Parses a .npy image in memory; the fuzz target and readNpy call it. name stands in messages.
Matrix parseNpy(std::span<const std::byte> bytes, const std::string& name);

} // namespace crossview
