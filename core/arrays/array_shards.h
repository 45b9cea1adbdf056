#pragma once

#include "arrays/array_source.h"

#include <filesystem>
#include <memory>
#include <vector>

namespace crossview {

/// The .npy files in a folder in the order of the last number in their names, as clip-retrieval writes them:
/// img_emb/img_emb_0.npy, img_emb_1.npy … Names without a number come in alphabetical order.
std::vector<std::filesystem::path> shardsIn(const std::filesystem::path& folder);

/// The rows of all shards of a folder, one file after the other. Throws Error where there is none, a number
/// is missing between two others or stands twice, or their rows are not as wide.
std::unique_ptr<ArraySource> openShards(const std::filesystem::path& folder);

} // namespace crossview
