#pragma once

#include "dataset/importers/caption_format.h"

#include <filesystem>
#include <stop_token>

namespace crossview {

/// The entry of the table of formats: captions beside the pictures.
const CaptionFormat& sidecarFormat();

/// Reads the captions that lie beside the pictures below a folder under their names: a.txt or a.caption with
/// one caption a line, else a.json with a caption as in json_records.h (img2dataset writes .txt and .json). A
/// picture without one is a problem.
void readSidecars(const std::filesystem::path& folder, const CaptionSink& sink, const std::stop_token& stop);

} // namespace crossview
