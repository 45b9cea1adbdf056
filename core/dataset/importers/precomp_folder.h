#pragma once

#include "dataset/importers/caption_format.h"

#include <filesystem>
#include <vector>

namespace crossview {

/// Folders of features as VSE++ and SCAN publish them (f30k_precomp, coco_precomp): for each split a file of
/// captions, one a line (train_caps.txt), and the features of its images (train_ims.npy), N rows for k × N
/// captions in a row, or each image's row k times.
const CaptionFormat& precompFormat();

/// The files with the images' features, in the order in which the captions are read.
std::vector<std::filesystem::path> precompImageFeatures(const std::filesystem::path& folder);

} // namespace crossview
