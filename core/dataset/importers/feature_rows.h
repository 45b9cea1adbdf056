#pragma once

#include "common/matrix.h"
#include "common/progress.h"
#include "dataset/dataset.h"
#include "arrays/array_file.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace crossview {

/// In the layout of VSE++ and SCAN an image has five sentences, in a row.
inline constexpr std::size_t kSentencesPerImage = 5;

/// Opens a file of features of a view: of several arrays in a .npz the one that is called like it. Throws
/// Error (ArrayFile).
ArrayFile openFeatures(const std::filesystem::path& file, View view);

/// Reads the rows of an array and checks them. A remark on rows that are all zero goes to `notes`. Throws
/// Error where a value is no number, or all rows are the same; Cancelled.
Matrix readFeatures(const ArrayFile& array, std::vector<std::string>& notes, const std::stop_token& stop,
                    const ProgressSink& progress);

/// Whether each row of the first of five stands five times, as in the folders of VSE++.
bool standsFiveTimes(MatrixView rows);

/// Chosen rows of a matrix in their order; the matrix itself, moved, where they are all of it in order.
Matrix chosenRows(Matrix rows, std::span<const std::int32_t> chosen);

/// "image features: clip.npy, 1000 × 512, float32".
std::string describe(const ArrayFile& array, View view);

} // namespace crossview
