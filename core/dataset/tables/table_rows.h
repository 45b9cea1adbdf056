#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// One record of a table.
struct TableRow {
    std::vector<std::string> fields;
    std::size_t line = 0; ///< 1-based line on which it begins
    bool quoted = false;  ///< some field stood in quotes
    std::string problem;  ///< why the record cannot be read; the fields are empty then
};

/// Reads records by RFC 4180 from a text in memory. A quote that is never closed, or that text follows,
/// spoils only the line on which its record begins. In tables parted by tabs or bars, where quotes are seldom
/// meant as such, that line is then read as it stands.
class TableRowReader {
public:
    /// `firstLine` is the number of the text's first line.
    TableRowReader(std::string_view text, char separator, std::size_t firstLine = 1)
        : m_text(text), m_separator(separator), m_line(firstLine) {}
    /// Reads the next record; false at the end. Empty lines are passed over.
    bool next(TableRow& row);
    std::size_t position() const { return m_position; }

private:
    bool readRecord(TableRow& row);
    bool readQuoted(std::size_t& at, std::string& field, std::string& problem) const;
    void readLiteral(TableRow& row, std::string_view line) const;

    std::string_view m_text;
    char m_separator;
    std::size_t m_position = 0;
    std::size_t m_line;
};

} // namespace crossview
