#pragma once

#include "dataset/importers/caption_format.h"

#include <span>
#include <string>
#include <string_view>

namespace crossview {

/// The one table of formats that can be imported. Command line, window, recognition and the search for a
/// folder's caption file all follow from it.
std::span<const CaptionFormat* const> captionFormats();

/// The format with this key. Throws Error that lists the keys when there is none.
const CaptionFormat& captionFormat(std::string_view key);

/// The format whose recognition gives the text the highest score; of equal ones the first in the table. Never
/// one of folders or archives.
const CaptionFormat& recogniseFormat(std::string_view text);

/// The names of all formats for a message: "Karpathy's JSON, …".
std::string captionFormatNames();

} // namespace crossview
