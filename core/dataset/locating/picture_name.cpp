#include "dataset/locating/picture_name.h"

#include "common/unicode_text.h"
#include "dataset/captions.h"

#include <algorithm>
#include <charconv>

namespace crossview {

namespace {

bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// The path with slashes only, and without "C:".
std::string withSlashes(std::string path) {
    std::replace(path.begin(), path.end(), '\\', '/');
    if (path.size() > 2 && isLetter(path[0]) && path[1] == ':' && path[2] == '/')
        path.erase(0, 2);
    return path;
}

/// The text with "%41" as "A"; as it is where that would not be UTF-8 any more, or a NUL.
std::string percentDecoded(const std::string& text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned value = 0;
        if (text[i] == '%' && i + 2 < text.size()) {
            const char* digits = text.data() + i + 1;
            if (std::from_chars(digits, digits + 2, value, 16).ptr == digits + 2 && value != 0) {
                decoded += static_cast<char>(value);
                i += 2;
                continue;
            }
        }
        decoded += text[i];
    }
    return isUtf8(decoded) ? decoded : text;
}

/// "file:///data/a%20b.jpg" and "file://host/data/…" as a path; nothing for another text.
std::string pathOfAddress(std::string_view written) {
    constexpr std::string_view kScheme = "file://";
    if (lowerAscii(written.substr(0, kScheme.size())) != kScheme)
        return {};
    const std::size_t slash = written.find('/', kScheme.size());
    if (slash == std::string_view::npos)
        return {};
    const std::string path = percentDecoded(std::string(written.substr(slash)));
    // file:///C:/photos/a.jpg
    const bool drive = path.size() > 3 && isLetter(path[1]) && path[2] == ':';
    return drive ? path.substr(3) : path;
}

} // namespace

std::vector<std::string> pictureNameSpellings(std::string_view written) {
    std::vector<std::string> spellings;
    const auto add = [&](std::string spelling) {
        if (!spelling.empty() && std::find(spellings.begin(), spellings.end(), spelling) == spellings.end())
            spellings.push_back(std::move(spelling));
    };
    if (const std::string path = pathOfAddress(written); !path.empty()) {
        add(path);
        return spellings;
    }
    add(std::string(written));
    const std::string slashes = withSlashes(std::string(written));
    add(slashes);
    add(withSlashes(percentDecoded(slashes)));
    return spellings;
}

std::string pictureNumber(std::string_view stem) {
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    std::size_t begin = stem.size();
    while (begin > 0 && isDigit(stem[begin - 1]))
        --begin;
    const std::string_view digits = stem.substr(begin);
    if (digits.empty() || (begin > 0 && digits.front() != '0'))
        return {};
    const std::size_t first = digits.find_first_not_of('0');
    return first == std::string_view::npos ? "0" : std::string(digits.substr(first));
}

} // namespace crossview
