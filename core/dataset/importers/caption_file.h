#pragma once

#include "dataset/importers/importer.h"

#include <filesystem>
#include <string_view>

namespace crossview {

/// The caption file that a person means: the file itself, or a known one inside a folder (dataset_*.json,
/// results_20130124.token, Flickr8k.token.txt, captions.txt, *.csv, …). Throws Error when there is none, or
/// when several would do.
std::filesystem::path findCaptionFile(const std::filesystem::path& given);

/// The format that a text has by its first lines: never `automatic`.
ImportFormat recogniseFormat(std::string_view text);

/// Throws Error, naming the file, when the bytes cannot be a caption file: empty, UTF-16, or not text at all.
void requireText(const std::filesystem::path& file, std::string_view bytes);

} // namespace crossview
