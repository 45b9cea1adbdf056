#pragma once

#include "dataset/importers/caption_format.h"

#include <string>
#include <string_view>

namespace crossview {

/// The entry of the table of formats.
const CaptionFormat& tableFormat();

/// Parses a table of image path and caption in memory: columns parted by tabs, commas, semicolons or bars
/// (recognised, or as Excel's "sep=;" says), quoting by RFC 4180 with line breaks inside quotes. Which column
/// means what follows table_columns.h and is noted; without a header the first column is the image and the
/// second the caption. A cell may hold a list of captions (list_cell.h). Commas in an unquoted last column
/// are taken as part of it. Throws Error, which begins with `name`, when a header names images or captions
/// but not both and the rows do not tell.
void parseTable(std::string_view text, const std::string& name, const CaptionSink& sink);

} // namespace crossview
