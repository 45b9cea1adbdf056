#include "properties.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace crossview {
namespace {

void appendUtf8(std::string& out, std::uint32_t point) {
    if (point < 0x80) {
        out += static_cast<char>(point);
    } else if (point < 0x800) {
        out += static_cast<char>(0xC0 | (point >> 6));
        out += static_cast<char>(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        out += static_cast<char>(0xE0 | (point >> 12));
        out += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (point & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | (point >> 18));
        out += static_cast<char>(0x80 | ((point >> 12) & 0x3F));
        out += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (point & 0x3F));
    }
}

/// The four hexadecimal digits at `position`.
std::optional<std::uint32_t> hexFour(std::string_view text, std::size_t position) {
    if (position + 4 > text.size())
        return std::nullopt;
    std::uint32_t value = 0;
    for (const char c : text.substr(position, 4)) {
        value <<= 4;
        if (c >= '0' && c <= '9')
            value += static_cast<std::uint32_t>(c - '0');
        else if (c >= 'a' && c <= 'f')
            value += static_cast<std::uint32_t>(c - 'a' + 10);
        else if (c >= 'A' && c <= 'F')
            value += static_cast<std::uint32_t>(c - 'A' + 10);
        else
            return std::nullopt;
    }
    return value;
}

bool isHigh(std::uint32_t unit) {
    return unit >= 0xD800 && unit < 0xDC00;
}

bool isLow(std::uint32_t unit) {
    return unit >= 0xDC00 && unit < 0xE000;
}

std::string unescaped(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c != '\\' || i + 1 == text.size()) {
            appendUtf8(out, static_cast<unsigned char>(c));
            continue;
        }
        const char next = text[++i];
        if (next != 'u') {
            constexpr std::string_view kFrom = "tnrf";
            constexpr std::string_view kTo = "\t\n\r\f";
            const auto at = kFrom.find(next);
            appendUtf8(out, static_cast<unsigned char>(at == std::string_view::npos ? next : kTo[at]));
            continue;
        }
        const auto unit = hexFour(text, i + 1);
        if (!unit || isLow(*unit)) {
            out += "\\u";
            continue;
        }
        if (!isHigh(*unit)) {
            appendUtf8(out, *unit);
            i += 4;
            continue;
        }
        // Java writes characters beyond U+FFFF as two escapes.
        const bool paired = text.substr(i + 5, 2) == "\\u";
        const auto low = paired ? hexFour(text, i + 7) : std::nullopt;
        if (!low || !isLow(*low)) {
            out += "\\u";
            continue;
        }
        appendUtf8(out, 0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00));
        i += 10;
    }
    return out;
}

constexpr std::string_view kBlank = " \t\f";

/// Lines without comments, continuation lines joined, leading blanks removed.
std::vector<std::string> logicalLines(std::string_view text) {
    std::vector<std::string> lines;
    std::string pending;
    bool continued = false;
    std::size_t start = 0;
    while (start < text.size()) {
        std::size_t end = text.find_first_of("\r\n", start);
        if (end == std::string_view::npos)
            end = text.size();
        std::string_view line = text.substr(start, end - start);
        start = end + 1;
        if (end + 1 < text.size() && text[end] == '\r' && text[end + 1] == '\n')
            ++start;
        const auto first = line.find_first_not_of(kBlank);
        line = first == std::string_view::npos ? std::string_view{} : line.substr(first);
        if (!continued && (line.empty() || line[0] == '#' || line[0] == '!'))
            continue;
        std::size_t slashes = 0;
        while (slashes < line.size() && line[line.size() - 1 - slashes] == '\\')
            ++slashes;
        continued = slashes % 2 == 1;
        if (continued)
            line.remove_suffix(1);
        pending += line;
        if (!continued) {
            lines.push_back(std::move(pending));
            pending.clear();
        }
    }
    if (!pending.empty())
        lines.push_back(std::move(pending));
    return lines;
}

} // namespace

std::map<std::string, std::string> parseProperties(std::string_view latin1) {
    std::map<std::string, std::string> values;
    for (const std::string& line : logicalLines(latin1)) {
        std::size_t end = 0;
        while (end < line.size() && line[end] != '=' && line[end] != ':' &&
               kBlank.find(line[end]) == std::string_view::npos)
            end += line[end] == '\\' ? 2 : 1;
        end = std::min(end, line.size());
        std::size_t value = line.find_first_not_of(kBlank, end);
        if (value != std::string::npos && (line[value] == '=' || line[value] == ':'))
            value = line.find_first_not_of(kBlank, value + 1);
        const std::string_view all = line;
        values[unescaped(all.substr(0, end))] =
            value == std::string::npos ? std::string{} : unescaped(all.substr(value));
    }
    return values;
}

} // namespace crossview
