#pragma once

#include "dataset/importers/dataset_builder.h"

#include <filesystem>
#include <optional>
#include <string_view>

namespace crossview {

/// The split that the name of a list speaks of: Flickr_8k.trainImages.txt, train.txt, dev.txt,
/// test_images.txt. Nothing for another name.
std::optional<Split> splitOfListName(std::string_view fileName);

/// Reads the split lists that lie beside a caption file (one file name a line, with or without its extension)
/// and puts the builder's pictures into their splits. A list that names no picture of the builder is none and
/// is passed over; a picture in two lists is a problem.
void applySplitLists(const std::filesystem::path& captionFile, DatasetBuilder& builder);

} // namespace crossview
