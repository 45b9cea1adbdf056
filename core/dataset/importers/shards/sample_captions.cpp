#include "dataset/importers/shards/sample_captions.h"

#include "common/text.h"
#include "dataset/captions.h"
#include "dataset/importers/json_captions.h"

namespace crossview {

std::vector<std::string> captionLines(std::string_view text) {
    std::vector<std::string> lines;
    LineReader reader(text);
    while (reader.next())
        if (!trimmed(reader.line()).empty())
            lines.emplace_back(reader.line());
    return lines;
}

std::vector<std::string> captionsOfSample(std::string_view text, const std::function<std::string()>& json) {
    std::vector<std::string> lines = captionLines(text);
    if (lines.size() == 1)
        return lines;
    std::vector<std::string> captions = captionsInJson(json());
    const bool isOne = captions.size() == 1 && onOneLine(captions.front()) == onOneLine(text);
    return lines.empty() || isOne ? captions : lines;
}

} // namespace crossview
