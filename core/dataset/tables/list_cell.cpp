#include "dataset/tables/list_cell.h"

#include "common/text.h"
#include "dataset/tables/column_names.h"

#include <array>
#include <charconv>
#include <cstdint>

#include <nlohmann/json.hpp>

namespace crossview {

namespace {

using Texts = std::vector<std::string>;

/// The text of an entry: itself, or that of an object with a caption ({"raw": "A dog", "tokens": […]}).
const std::string* textIn(const nlohmann::json& entry) {
    if (entry.is_string())
        return entry.get_ptr<const std::string*>();
    for (const std::string_view name : captionColumnNames())
        if (const auto found = entry.is_object() ? entry.find(std::string(name)) : entry.end();
            found != entry.end() && found->is_string())
            return found->get_ptr<const std::string*>();
    return nullptr;
}

std::optional<Texts> listOfJson(std::string_view cell) {
    const auto parsed = nlohmann::json::parse(cell.begin(), cell.end(), nullptr, false);
    if (!parsed.is_array() || parsed.empty())
        return std::nullopt;
    Texts texts;
    for (const auto& entry : parsed) {
        const std::string* text = textIn(entry);
        if (!text)
            return std::nullopt;
        texts.push_back(*text);
    }
    return texts;
}

void appendUtf8(std::string& text, std::uint32_t point) {
    const auto tail = [&](unsigned shift) { text += static_cast<char>(0x80U | (point >> shift & 0x3FU)); };
    if (point < 0x80) {
        text += static_cast<char>(point);
    } else if (point < 0x800) {
        text += static_cast<char>(0xC0U | point >> 6U);
        tail(0);
    } else if (point < 0x10000) {
        text += static_cast<char>(0xE0U | point >> 12U);
        tail(6);
        tail(0);
    } else {
        text += static_cast<char>(0xF0U | point >> 18U);
        tail(12);
        tail(6);
        tail(0);
    }
}

/// Reads the texts of Python's repr of a list, one after the other.
class PythonTexts {
public:
    explicit PythonTexts(std::string_view inside) : m_text(inside) {}

    std::optional<Texts> all() {
        Texts texts;
        while (true) {
            skipGaps();
            if (m_at == m_text.size())
                return texts.empty() ? std::nullopt : std::optional(std::move(texts));
            std::optional<std::string> text = quoted();
            if (!text)
                return std::nullopt;
            texts.push_back(std::move(*text));
        }
    }

private:
    void skipGaps() {
        while (m_at < m_text.size() &&
               std::string_view(" \t\r\n,").find(m_text[m_at]) != std::string_view::npos)
            ++m_at;
    }

    std::optional<std::string> quoted() {
        const char quote = m_text[m_at];
        if (quote != '\'' && quote != '"')
            return std::nullopt;
        std::string text;
        for (++m_at; m_at < m_text.size(); ++m_at) {
            if (m_text[m_at] == quote) {
                ++m_at;
                // "don't" in bare quotes would go on here.
                const bool ends = m_at == m_text.size() ||
                                  std::string_view(" \t\r\n,").find(m_text[m_at]) != std::string_view::npos;
                return ends ? std::optional(std::move(text)) : std::nullopt;
            }
            if (m_text[m_at] == '\\' && m_at + 1 < m_text.size())
                escape(text);
            else
                text += m_text[m_at];
        }
        return std::nullopt; // the quote is never closed
    }

    /// Takes a backslash and what it says; m_at is on its last character afterwards.
    void escape(std::string& text) {
        const char kind = m_text[++m_at];
        const std::size_t digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
        std::uint32_t point = 0;
        if (digits > 0 && m_at + digits < m_text.size()) {
            const char* begin = m_text.data() + m_at + 1;
            const auto result = std::from_chars(begin, begin + digits, point, 16);
            const bool isCharacter = point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF);
            if (result.ptr == begin + digits && isCharacter) {
                appendUtf8(text, point);
                m_at += digits;
                return;
            }
        }
        text += kind == 'n' || kind == 't' || kind == 'r' ? ' ' : kind;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

} // namespace

std::optional<Texts> listInCell(std::string_view cell) {
    cell = trimmed(cell);
    if (cell.size() < 4) // [""]
        return std::nullopt;
    const bool bracketed =
        (cell.front() == '[' && cell.back() == ']') || (cell.front() == '(' && cell.back() == ')');
    if (!bracketed)
        return std::nullopt;
    if (auto texts = listOfJson(cell))
        return texts;
    return PythonTexts(cell.substr(1, cell.size() - 2)).all();
}

} // namespace crossview
