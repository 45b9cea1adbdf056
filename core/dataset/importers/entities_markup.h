#pragma once

#include "common/pixel_box.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// An object of Flickr30K Entities' Annotations/<number>.xml: chains of phrases, and where they are seen.
struct EntityObject {
    std::vector<std::string> chains; ///< numbers, as written
    std::optional<PixelBox> box;     ///< nothing: it has none
    bool isScene = false;            ///< the whole picture is meant
};

/// Such a file.
struct EntityAnnotations {
    std::string picture; ///< file name; empty where the file names none
    std::vector<EntityObject> objects;
};

/// Reads the file's text. Passes over what it does not know. Throws Error, which begins with `name`, where it
/// is no such file or an object is left open.
EntityAnnotations parseEntityAnnotations(std::string_view xml, const std::string& name);

/// A phrase of a line of Sentences/<number>.txt.
struct EntityPhrase {
    std::string chain; ///< number; "0" where it is seen nowhere
    std::string type;  ///< people, clothing, …; several parted by '/'
    std::string text;
};

/// The phrases of "[/EN#283585/people A man] walks", in their order. One that is left open, or without chain
/// or text, is none: `broken` counts them.
std::vector<EntityPhrase> parseEntitySentence(std::string_view line, std::size_t& broken);

} // namespace crossview
