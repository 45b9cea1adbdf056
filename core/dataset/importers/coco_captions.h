#pragma once

#include "dataset/importers/caption_format.h"

#include <string>
#include <string_view>

namespace crossview {

/// The entry of the table of formats.
const CaptionFormat& cocoFormat();

/// Parses COCO's captions_*.json event by event: {"images": [{"id", "file_name"}], "annotations":
/// [{"image_id", "caption"}]}, the two arrays in either order. Captions that come before the images wait for
/// them. Entries are counted in messages, since the file has no useful lines. Throws Error, which begins with
/// `name`, when the text is no JSON, lacks one of the arrays, or holds annotations of another kind only.
void parseCocoCaptions(std::string_view text, const std::string& name, const CaptionSink& sink);

} // namespace crossview
