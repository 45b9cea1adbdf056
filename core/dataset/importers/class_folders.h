#pragma once

#include "dataset/importers/caption_format.h"

#include <filesystem>
#include <stop_token>

namespace crossview {

/// The entry of the table of formats: folders that say what their pictures show.
const CaptionFormat& classFolderFormat();

/// Reads a folder of folders: the name of the folder in which a picture lies is its concept and, with blanks
/// for '_' and '-', its caption. A folder above that is named like a split (train/cat/1.jpg) puts it into
/// that.
void readClassFolders(const std::filesystem::path& folder, const CaptionSink& sink,
                      const std::stop_token& stop);

} // namespace crossview
