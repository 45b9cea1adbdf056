#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// What CLDR says about an emoji.
struct Annotation {
    std::string name;                  ///< short name (type="tts"); may be empty
    std::vector<std::string> keywords; ///< in the file's order
};

/// Annotations by code points in UTF-8 without U+FE0F.
using Annotations = std::map<std::string, Annotation>;

/// Adds the annotations of a CLDR file's text. Throws Error that names the file and the line when it is no
/// XML.
void parseAnnotations(std::string_view xml, const std::string& name, Annotations& annotations);

/// English names and keywords out of common/annotations/en.xml and common/annotationsDerived/en.xml.
/// Throws Error when a file is missing or damaged.
Annotations readAnnotations(const std::filesystem::path& commonFolder);

/// One emoji of Unicode's emoji-test.txt.
struct EmojiEntry {
    std::string sequence; ///< UTF-8, fully qualified
    std::string code;     ///< code points in lower-case hexadecimal joined by '-', without fe0f
    std::string group;    ///< e.g. "Animals & Nature"
    std::string subgroup; ///< e.g. "animal-mammal"
    std::string name;     ///< e.g. "dog face"
};

/// The fully qualified emoji in the file's order, without skin tones (U+1F3FB to U+1F3FF): five more variants
/// of one drawing would be a fifth of the set. Lines of another form are skipped.
std::vector<EmojiEntry> parseEmojiTest(std::string_view text);

} // namespace crossview
