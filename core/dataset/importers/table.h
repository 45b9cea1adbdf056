#pragma once

#include "dataset/importers/caption_format.h"

#include <string>
#include <string_view>

namespace crossview {

/// The entry of the table of formats.
const CaptionFormat& tableFormat();

/// Parses a table of image path and caption in memory: columns parted by tabs, commas, semicolons or bars
/// (recognised), quoting by RFC 4180 with line breaks inside quotes. A header line is recognised by the names
/// of its columns (image, filepath, …; caption, title, text, sentence, …; optional split and concept, label,
/// category); without one the first column is the image and the second the caption. Commas in an unquoted
/// last column are taken as part of it. Throws Error, which begins with `name`, when a header names images or
/// captions but not both.
void parseTable(std::string_view text, const std::string& name, const CaptionSink& sink);

} // namespace crossview
