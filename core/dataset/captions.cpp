#include "dataset/captions.h"

#include "common/text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace crossview {

std::optional<Split> splitFromWord(std::string_view word) {
    static constexpr std::array<std::pair<std::string_view, Split>, 11> kWords{
        {{"train", Split::train},
         {"training", Split::train},
         {"restval", Split::train},
         {"val", Split::validation},
         {"valid", Split::validation},
         {"validation", Split::validation},
         {"dev", Split::validation},
         {"test", Split::test},
         {"testing", Split::test},
         {"unused", Split::unused},
         {"none", Split::unused}}};
    const std::string lower = lowerAscii(word);
    const auto* const found =
        std::find_if(kWords.begin(), kWords.end(), [&](const auto& entry) { return entry.first == lower; });
    return found == kWords.end() ? std::nullopt : std::optional<Split>(found->second);
}

bool isMissing(std::string_view cell) {
    static constexpr std::array<std::string_view, 13> kWords{
        "nan", "-nan", "NaN", "-NaN", "None", "null", "NULL", "N/A", "n/a", "NA", "<NA>", "#N/A", "#NA"};
    cell = trimmed(cell);
    return cell.empty() || std::find(kWords.begin(), kWords.end(), cell) != kWords.end();
}

std::string_view withoutByteOrderMark(std::string_view text) {
    constexpr std::string_view kMark = "\xef\xbb\xbf";
    return text.substr(0, kMark.size()) == kMark ? text.substr(kMark.size()) : text;
}

std::string lowerAscii(std::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

std::string onOneLine(std::string_view text) {
    std::string line;
    line.reserve(text.size());
    bool gap = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const std::string_view three = text.substr(i, 3);
        const bool separator = three == "\u2028" || three == "\u2029";
        if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f || separator) {
            gap = !line.empty();
            i += separator ? 2 : 0;
            continue;
        }
        if (gap)
            line += ' ';
        gap = false;
        line += c;
    }
    return line;
}

bool LineReader::next() {
    if (m_next >= m_text.size())
        return false;
    const std::size_t end = std::min(m_text.find('\n', m_next), m_text.size());
    m_line = m_text.substr(m_next, end - m_next);
    if (!m_line.empty() && m_line.back() == '\r')
        m_line.remove_suffix(1);
    m_next = std::min(end + 1, m_text.size());
    ++m_number;
    return true;
}

} // namespace crossview
