#include "dataset/tables/table_rows.h"

#include "common/text.h"
#include "dataset/captions.h"

#include <algorithm>

namespace crossview {

bool TableRowReader::next(TableRow& row) {
    while (m_position < m_text.size()) {
        const std::size_t begin = m_position;
        const std::size_t lineEnd = std::min(m_text.find('\n', begin), m_text.size());
        std::string_view line = m_text.substr(begin, lineEnd - begin);
        if (!line.empty() && line.back() == '\r')
            line.remove_suffix(1);
        row = TableRow{};
        row.line = m_line;
        if (trimmed(line).empty()) {
            m_position = std::min(lineEnd + 1, m_text.size());
            ++m_line;
            continue;
        }
        if (line.size() > kMaxLineBytes)
            row.problem = "the line is " + std::to_string(line.size()) + " bytes long";
        else if (readRecord(row))
            return true;
        else if (m_separator == '\t' || m_separator == '|')
            readLiteral(row, line);
        m_position = std::min(lineEnd + 1, m_text.size());
        m_line = row.line + 1;
        return true;
    }
    return false;
}

bool TableRowReader::readRecord(TableRow& row) {
    std::size_t at = m_position;
    while (true) {
        std::string field;
        // A blank before the opening quote is common in hand-written tables.
        std::size_t quote = at;
        while (quote < m_text.size() && m_text[quote] == ' ')
            ++quote;
        if (quote < m_text.size() && m_text[quote] == '"') {
            at = quote + 1;
            row.quoted = true;
            if (!readQuoted(at, field, row.problem)) {
                row.fields.clear();
                return false;
            }
        } else {
            const std::size_t end =
                std::min(m_text.find_first_of(std::string{m_separator, '\n'}, at), m_text.size());
            field = m_text.substr(at, end - at);
            at = end;
        }
        const bool endOfRecord = at >= m_text.size() || m_text[at] == '\n';
        if (endOfRecord && !field.empty() && field.back() == '\r')
            field.pop_back();
        row.fields.push_back(std::move(field));
        if (endOfRecord)
            break;
        ++at; // the separator
    }
    const std::size_t end = std::min(at + 1, m_text.size());
    m_line += static_cast<std::size_t>(std::count(m_text.begin() + static_cast<std::ptrdiff_t>(m_position),
                                                  m_text.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
    m_position = end;
    return true;
}

bool TableRowReader::readQuoted(std::size_t& at, std::string& field, std::string& problem) const {
    const std::size_t limit = std::min(m_text.size(), at + kMaxLineBytes);
    while (true) {
        const std::size_t quote = m_text.find('"', at);
        if (quote >= limit) { // also npos
            problem = "a quote is opened and never closed";
            return false;
        }
        field += m_text.substr(at, quote - at);
        at = quote + 1;
        if (at < m_text.size() && m_text[at] == '"') {
            field += '"';
            ++at;
            continue;
        }
        while (at < m_text.size() && (m_text[at] == ' ' || m_text[at] == '\r'))
            ++at;
        if (at >= m_text.size() || m_text[at] == '\n' || m_text[at] == m_separator)
            return true;
        problem = "text follows a closing quote; quotes inside quotes are written twice";
        return false;
    }
}

void TableRowReader::readLiteral(TableRow& row, std::string_view line) const {
    row.problem.clear();
    row.quoted = false;
    for (const std::string_view field : split(line, m_separator))
        row.fields.emplace_back(field);
}

} // namespace crossview
