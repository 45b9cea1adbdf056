#include "dataset/importers/proposals.h"

#include "common/error.h"
#include "common/progress.h"
#include "common/text.h"
#include "dataset/importers/caption_text.h"
#include "dataset/tables/table_columns.h"

#include <array>

namespace crossview {
namespace {

std::string_view cellAt(const TableRow& row, std::size_t column) {
    return column < row.fields.size() ? trimmed(row.fields[column]) : std::string_view();
}

/// The header and the separator that make it name a picture and a box.
std::optional<TableColumns> headerOf(std::string_view text, char& separator) {
    for (const char candidate : {'\t', ',', ';', '|'}) {
        TableRow row;
        if (!TableRowReader(text, candidate).next(row))
            continue;
        TableColumns columns = columnsNamed(row);
        if (columns.image && (columns.boxes.box || !columns.boxes.problem.empty())) {
            separator = candidate;
            return columns;
        }
    }
    return std::nullopt;
}

} // namespace

void addProposals(const std::filesystem::path& file, DatasetBuilder& builder, std::vector<std::string>& notes,
                  const std::stop_token& stop) {
    const CaptionText content = readCaptionText(file);
    const std::string_view text = withoutByteOrderMark(content.text);
    char separator = ',';
    const std::optional<TableColumns> columns = headerOf(text, separator);
    if (!columns || !columns->boxes.problem.empty())
        throw Error(file.string() + ", line 1: " +
                    (columns
                         ? columns->boxes.problem
                         : "the header names no picture with a box: call the columns image, x, y, width and "
                           "height") +
                    ".");
    notes.push_back(file.string() + ": proposals, " + columns->boxes.box->description(columns->header));
    builder.beginFile(file);
    TableRowReader reader(text, separator);
    TableRow row;
    reader.next(row); // the header
    std::size_t elsewhere = 0;
    while (reader.next(row)) {
        throwIfStopped(stop);
        std::vector<std::string_view> cells;
        for (const std::size_t column : columns->boxes.box->columns)
            cells.push_back(cellAt(row, column));
        const std::string_view image = cellAt(row, *columns->image);
        CaptionRecord record{image, {}, {}, {}, row.line};
        record.box = columns->boxes.box->read(cells);
        if (!row.problem.empty() || !record.box)
            builder.addProblem(file, row.line,
                               row.problem.empty() ? "the box is no four numbers" : row.problem);
        else if (builder.hasRegionsIn(image))
            builder.add(record);
        else
            ++elsewhere;
    }
    if (elsewhere > 0)
        notes.push_back(file.string() + ": " + std::to_string(elsewhere) +
                        (elsewhere == 1 ? " box is" : " boxes are") +
                        " of pictures that no phrase names, and left out");
}

} // namespace crossview
