#include "project/database/table_line.h"

#include <algorithm>
#include <iterator>

namespace crossview {
namespace {

void append(std::string& line, const std::string& cell, TableFormat format) {
    if (format == TableFormat::tabs) {
        std::ranges::transform(cell, std::back_inserter(line), [](char letter) {
            return letter == '\t' || letter == '\n' || letter == '\r' ? ' ' : letter;
        });
    } else if (cell.find_first_of(",\"\r\n") == std::string::npos) {
        line += cell;
    } else {
        line += '"';
        for (const char letter : cell)
            line += letter == '"' ? std::string("\"\"") : std::string(1, letter);
        line += '"';
    }
}

} // namespace

std::string tableLine(std::span<const std::string> cells, TableFormat format) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0)
            line += format == TableFormat::tabs ? '\t' : ',';
        append(line, cells[i], format);
    }
    return line + (format == TableFormat::tabs ? "\n" : "\r\n");
}

} // namespace crossview
