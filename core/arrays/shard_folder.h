#pragma once

#include "arrays/array_source.h"

#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

namespace crossview {

/// A folder of numbered .npy files whose rows follow each other, as clip-retrieval writes them
/// (img_emb_0.npy, img_emb_1.npy, …): one array, in the order of the numbers. Of the sub-folders named in
/// `preferred` the first that is there is taken (img_emb/ and text_emb/ of one folder). Throws Error where
/// there is no such file, a number is missing, or their columns differ.
std::unique_ptr<ArraySource> openShardFolder(const std::filesystem::path& folder,
                                             std::span<const std::string_view> preferred);

} // namespace crossview
