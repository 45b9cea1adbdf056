#include "common/visible_text.h"

#include <fmt/format.h>
#include <unicode/utf8.h>

namespace crossview {
namespace {

bool isHidden(UChar32 point, bool keepBreaks) {
    if (point == '\n' || point == '\t')
        return !keepBreaks;
    const bool control = point < 0x20 || (point >= 0x7F && point < 0xA0);
    const bool direction = (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
    const bool breaksLine = point == 0x2028 || point == 0x2029;
    return control || direction || (breaksLine && !keepBreaks);
}

std::string visible(std::string_view text, bool keepBreaks) {
    std::string result;
    result.reserve(text.size());
    const auto length = static_cast<int32_t>(text.size());
    for (int32_t position = 0; position < length;) {
        const int32_t begin = position;
        UChar32 point = 0;
        U8_NEXT(text.data(), position, length, point);
        const std::string_view bytes =
            text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(position - begin));
        if (point < 0)
            for (const char byte : bytes)
                result += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
        else if (isHidden(point, keepBreaks))
            result += fmt::format("\\u{:04x}", static_cast<unsigned>(point));
        else
            result += bytes;
    }
    return result;
}

} // namespace

std::string visibleText(std::string_view text) {
    return visible(text, true);
}

std::string visibleLine(std::string_view text) {
    return visible(text, false);
}

void writeVisibleLine(std::FILE* stream, std::string_view text) {
    const std::string line = visibleText(text) + '\n';
    std::fwrite(line.data(), 1, line.size(), stream);
    std::fflush(stream);
}

} // namespace crossview
