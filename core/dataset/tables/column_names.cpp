#include "dataset/tables/column_names.h"

#include "common/text.h"
#include "dataset/captions.h"

#include <algorithm>
#include <array>

namespace crossview {

std::span<const std::string_view> imageColumnNames() {
    static constexpr std::array<std::string_view, 25> kNames{
        "image",          "filepath",  "filename",  "file_path", "file_name", "image_path", "image_file",
        "image_name",     "imagepath", "imagefile", "imagename", "img",       "img_path",   "img_name",
        "image_filename", "file",      "path",      "picture",   "photo",     "images",     "imgs",
        "image_id",       "img_id",    "image_url", "url"};
    return kNames;
}

std::span<const std::string_view> captionColumnNames() {
    static constexpr std::array<std::string_view, 20> kNames{"caption",
                                                             "captions",
                                                             "sentence",
                                                             "sentences",
                                                             "text",
                                                             "texts",
                                                             "raw",
                                                             "description",
                                                             "descriptions",
                                                             "title",
                                                             "comment",
                                                             "label_text",
                                                             "alt_text",
                                                             "prompt",
                                                             "phrase",
                                                             "phrases",
                                                             "expression",
                                                             "expressions",
                                                             "referring_expression",
                                                             "sent"};
    return kNames;
}

std::span<const std::string_view> splitColumnNames() {
    static constexpr std::array<std::string_view, 5> kNames{"split", "set", "subset", "partition", "fold"};
    return kNames;
}

std::span<const std::string_view> conceptColumnNames() {
    static constexpr std::array<std::string_view, 8> kNames{
        "concept", "concept_name", "concept_id", "category", "class", "class_name", "label", "categories"};
    return kNames;
}

std::string columnName(std::string_view written) {
    std::string name = lowerAscii(trimmed(written));
    std::replace(name.begin(), name.end(), ' ', '_');
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

bool isNumberedCaption(std::string_view name) {
    const std::size_t stem = name.find_last_not_of("0123456789");
    if (stem == std::string_view::npos || stem + 1 == name.size())
        return false;
    name = name.substr(0, name[stem] == '_' ? stem : stem + 1);
    return name == "caption" || name == "captions" || name == "sentence" || name == "text" || name == "raw";
}

std::optional<std::size_t> findColumn(const std::vector<std::string>& columns,
                                      std::span<const std::string_view> wanted) {
    for (const std::string_view name : wanted)
        if (const auto found = std::find(columns.begin(), columns.end(), name); found != columns.end())
            return static_cast<std::size_t>(found - columns.begin());
    return std::nullopt;
}

} // namespace crossview
