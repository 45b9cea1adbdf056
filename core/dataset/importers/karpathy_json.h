#pragma once

#include "dataset/importers/caption_format.h"

#include <string>
#include <string_view>

namespace crossview {

/// The entry of the table of formats.
const CaptionFormat& karpathyFormat();

/// Parses Karpathy's dataset_flickr8k/flickr30k/coco.json event by event: no tree of the document is built.
/// Sentences give their `raw` text, or their `tokens` joined by blanks; COCO's `filepath` goes before
/// `filename`. Entries are counted in messages, since the file has no useful lines. Throws Error, which
/// begins with `name`, when the text is no JSON or holds no array "images".
void parseKarpathyJson(std::string_view text, const std::string& name, const CaptionSink& sink);

} // namespace crossview
