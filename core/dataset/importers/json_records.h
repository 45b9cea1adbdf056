#pragma once

#include "dataset/importers/caption_format.h"

#include <string>
#include <string_view>

namespace crossview {

/// The entry of the table of formats.
const CaptionFormat& recordsFormat();

/// Parses records of picture and captions in memory, as ALBEF, BLIP and Hugging Face write them: JSON lines
/// ({"file_name": "a.jpg", "text": "A dog"} a line), a JSON list of such objects, an object with such lists
/// ({"train": [{…}], "data": [{…}]}; a word for a split is one), or an object of captions by picture
/// ({"a.jpg": ["A dog", …]}). Which keys hold picture, captions and split follows column_names.h; captions
/// may be a text, a list of texts, or of objects with a text. One record is in memory at a time. Throws
/// Error, which begins with `name`, when the text is no JSON or no record has both a picture and a caption.
void parseJsonRecords(std::string_view text, const std::string& name, const CaptionSink& sink);

/// The same for JSON lines alone, whatever the first of them holds; no record is no error.
void parseJsonLines(std::string_view text, const CaptionSink& sink);

} // namespace crossview
