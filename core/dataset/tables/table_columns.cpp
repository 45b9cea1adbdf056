#include "dataset/tables/table_columns.h"

#include "common/text.h"
#include "dataset/captions.h"
#include "dataset/locating/image_file.h"
#include "dataset/tables/column_names.h"

#include <algorithm>

namespace crossview {

namespace {

std::vector<std::string> columnNames(const TableRow& row) {
    std::vector<std::string> names;
    for (const std::string& field : row.fields)
        names.push_back(columnName(field));
    return names;
}

bool isImage(std::string_view cell) {
    return hasImageExtension(trimmed(cell));
}

bool isAddress(std::string_view cell) {
    return cell.find("://") != std::string_view::npos && !cell.starts_with("file:");
}

/// Words with blanks between them, or of a script that has none.
bool isText(std::string_view cell) {
    cell = trimmed(cell);
    const bool hasBlank = cell.find(' ') != std::string_view::npos;
    const bool hasLetter = std::any_of(cell.begin(), cell.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<signed char>(c) < 0;
    });
    const bool beyondAscii =
        std::any_of(cell.begin(), cell.end(), [](char c) { return static_cast<signed char>(c) < 0; });
    return hasLetter && (hasBlank || beyondAscii) && !isImage(cell) && !isAddress(cell);
}

/// Rows in which a column holds what a predicate asks for.
template <typename Predicate>
std::size_t countIn(std::span<const TableRow> rows, std::size_t column, const Predicate& predicate) {
    return static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), [&](const TableRow& row) {
        return column < row.fields.size() && predicate(row.fields[column]);
    }));
}

std::size_t textLength(std::span<const TableRow> rows, std::size_t column) {
    std::size_t length = 0;
    for (const TableRow& row : rows)
        length += column < row.fields.size() && isText(row.fields[column]) ? row.fields[column].size() : 0;
    return length;
}

/// All columns with one of the names, the most telling name first.
std::vector<std::size_t> columnsWith(const std::vector<std::string>& names,
                                     std::span<const std::string_view> wanted) {
    std::vector<std::size_t> columns;
    for (const std::string_view name : wanted)
        for (std::size_t c = 0; c < names.size(); ++c)
            if (names[c] == name)
                columns.push_back(c);
    return columns;
}

/// The named column that holds names of files most plainly; without rows the most telling name.
std::optional<std::size_t> imageColumn(const std::vector<std::string>& names,
                                       std::span<const TableRow> rows) {
    const std::vector<std::size_t> named = columnsWith(names, imageColumnNames());
    for (const std::size_t column : named)
        if (countIn(rows, column, [](const auto& cell) { return isImage(cell) && !isAddress(cell); }) > 0)
            return column;
    for (const std::size_t column : named)
        if (countIn(rows, column, isAddress) == 0)
            return column;
    return named.empty() ? std::nullopt : std::optional(named.front());
}

/// The named column that holds anything at all.
std::optional<std::size_t> captionColumn(const std::vector<std::string>& names,
                                         std::span<const TableRow> rows) {
    const std::vector<std::size_t> named = columnsWith(names, captionColumnNames());
    for (const std::size_t column : named)
        if (countIn(rows, column, [](const auto& cell) { return !isMissing(cell); }) > 0)
            return column;
    return named.empty() ? std::nullopt : std::optional(named.front());
}

/// Fills in what no name tells from what the rows hold.
void fillByContent(TableColumns& columns, std::span<const TableRow> rows, std::size_t count) {
    for (std::size_t c = 0; !columns.image && c < count; ++c)
        if (countIn(rows, c, isImage) * 2 > rows.size())
            columns.image = c;
    std::size_t longest = 0;
    std::optional<std::size_t> text;
    for (std::size_t c = 0; columns.captions.empty() && c < count; ++c)
        if (const std::size_t length = textLength(rows, c); c != columns.image && length > longest) {
            longest = length;
            text = c;
        }
    if (text)
        columns.captions.push_back(*text);
}

TableColumns columnsByName(const TableRow& header, std::span<const TableRow> rows) {
    const std::vector<std::string> names = columnNames(header);
    TableColumns columns;
    columns.header = header.fields;
    columns.count = names.size();
    columns.image = imageColumn(names, rows);
    if (const auto caption = captionColumn(names, rows))
        columns.captions.push_back(*caption);
    for (std::size_t c = 0; c < names.size(); ++c)
        if (isNumberedCaption(names[c]))
            columns.captions.push_back(c);
    columns.boxes = boxColumnsNamed(names);
    columns.split = findColumn(names, splitColumnNames());
    columns.conceptName = findColumn(names, conceptColumnNames());
    return columns;
}

TableColumns columnsWithoutHeader(std::span<const TableRow> rows, char separator) {
    TableColumns columns;
    const std::size_t fields = rows.front().fields.size();
    // Commas may be part of a caption that stands last: such rows have no fixed number of columns.
    if (fields > 2 && separator != ',') {
        fillByContent(columns, rows, fields);
        if (columns.complete()) {
            columns.count = fields;
            return columns;
        }
    }
    const auto& first = rows.front().fields;
    const bool swapped = fields > 1 && !isImage(first[0]) && isImage(first[1]);
    columns.image = swapped ? 1 : 0;
    columns.captions = {swapped ? std::size_t{0} : std::size_t{1}};
    return columns;
}

} // namespace

std::size_t TableColumns::least() const {
    std::size_t last = std::max(*image, *std::max_element(captions.begin(), captions.end()));
    if (boxes.box)
        last = std::max(last, std::ranges::max(boxes.box->columns));
    return 1 + last;
}

std::vector<TableColumns::Further> TableColumns::further() const {
    std::vector<Further> all;
    const auto isTaken = [this](std::size_t column) {
        return column == image || column == split || column == conceptName ||
               (boxes.box && boxes.box->uses(column)) || std::ranges::count(captions, column) > 0;
    };
    for (std::size_t c = 0; c < count; ++c) {
        const std::string written = header.empty() ? "column " + std::to_string(c + 1) : onOneLine(header[c]);
        if (written.empty() || isTaken(c))
            continue;
        std::string name = written;
        for (int n = 2; std::ranges::count(all, name, &Further::name) > 0; ++n)
            name = written + ' ' + std::to_string(n);
        all.push_back({c, std::move(name)});
    }
    return all;
}

std::string TableColumns::description() const {
    const auto name = [&](std::size_t column) {
        return header.empty() ? "column " + std::to_string(column + 1)
                              : '"' + onOneLine(header.at(column)) + '"';
    };
    std::string sentence = header.empty() ? "no header: " : "";
    sentence += "pictures from " + name(*image) + ", captions from ";
    for (std::size_t c = 0; c < captions.size(); ++c)
        sentence += (c == 0 ? "" : ", ") + name(captions[c]);
    if (split)
        sentence += ", splits from " + name(*split);
    if (boxes.box)
        sentence += ", " + boxes.box->description(header);
    if (conceptName)
        sentence += ", concepts from " + name(*conceptName);
    std::string others;
    for (const Further& other : further())
        others += (others.empty() ? "" : ", ") + name(other.column);
    return sentence + (others.empty() ? "" : "; further columns: " + others);
}

bool TableColumns::repeatsHeader(const TableRow& row) const {
    return !header.empty() && row.fields.size() == header.size() &&
           std::equal(header.begin(), header.end(), row.fields.begin(),
                      [](const auto& a, const auto& b) { return columnName(a) == columnName(b); });
}

TableColumns columnsNamed(const TableRow& header) {
    return columnsByName(header, {});
}

TableColumns columnsOf(std::span<const TableRow> rows, char separator) {
    const TableRow& first = rows.front();
    const bool holdsImage = std::any_of(first.fields.begin(), first.fields.end(), isImage);
    TableColumns named = columnsByName(first, rows.subspan(1));
    if (named.complete())
        return named;
    if (holdsImage)
        return columnsWithoutHeader(rows, separator);
    const bool namesAny = named.image || !named.captions.empty();
    fillByContent(named, rows.subspan(1), first.fields.size());
    // A first row without a picture above rows with pictures is a header, in whatever language.
    return named.complete() || namesAny ? named : columnsWithoutHeader(rows, separator);
}

} // namespace crossview
