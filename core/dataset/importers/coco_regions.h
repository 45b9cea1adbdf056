#pragma once

#include "dataset/importers/caption_format.h"

#include <string>
#include <string_view>

namespace crossview {

/// {"images": [{"id", "file_name"}], "annotations": [{"image_id", "bbox": [x, y, width, height], "phrase"}]},
/// as COCO writes boxes and RefCOCO's conversions name the texts: caption, phrase, expression, or a list
/// "sentences" of {"sent"} or {"raw"}. An annotation without text is a proposal.
const CaptionFormat& cocoRegionsFormat();

/// Whether a text has the names of such a file: a box, and a text beside it.
bool holdsRegions(std::string_view text);

/// Throws Error, which begins with `name`, when the text is no JSON or of another kind, and whatever the sink
/// throws.
void parseCocoRegions(std::string_view text, const std::string& name, const CaptionSink& sink);

} // namespace crossview
