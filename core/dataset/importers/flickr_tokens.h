#pragma once

#include "dataset/importers/caption_format.h"

#include <optional>
#include <string_view>

namespace crossview {

/// The entry of the table of formats.
const CaptionFormat& flickrFormat();

/// The two parts of a line `<file>#<n><TAB><caption>`; one or more tabs or blanks stand between them.
struct FlickrLine {
    std::string_view image;
    std::string_view caption;
};

/// Takes a line apart; nothing when it has another form.
std::optional<FlickrLine> splitFlickrLine(std::string_view line);

/// Parses a Flickr8k / Flickr30k token file in memory. Never throws of itself: wrong lines go to the sink.
void parseFlickrTokens(std::string_view text, const CaptionSink& sink);

} // namespace crossview
