#include "dataset/importers/table.h"

#include "common/error.h"
#include "common/text.h"
#include "dataset/captions.h"
#include "dataset/tables/list_cell.h"
#include "dataset/tables/table_columns.h"
#include "dataset/tables/table_rows.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace crossview {

namespace {

constexpr std::array<char, 4> kSeparators{'\t', ',', ';', '|'};

/// Excel's first line that says which separator follows.
struct SeparatorLine {
    char separator = 0; // 0: there is none
    std::size_t size = 0;
};

SeparatorLine separatorLine(std::string_view text) {
    LineReader reader(text);
    if (!reader.next())
        return {};
    std::string_view line = trimmed(reader.line());
    if (line.size() > 1 && line.front() == '"' && line.back() == '"')
        line = line.substr(1, line.size() - 2);
    constexpr std::string_view kStart = "sep=";
    if (lowerAscii(line.substr(0, kStart.size())) != kStart || line.size() != kStart.size() + 1)
        return trimmed(reader.line()) == kStart ? SeparatorLine{'\t', reader.position()} : SeparatorLine{};
    return {line.back(), reader.position()};
}

/// The separator that a complete header speaks for, else the one that stands first in most of the first
/// lines.
char recogniseSeparator(std::string_view text) {
    for (const char separator : kSeparators) {
        TableRow header;
        if (TableRowReader(text, separator).next(header) && columnsNamed(header).complete())
            return separator;
    }
    std::array<std::size_t, kSeparators.size()> votes{};
    LineReader reader(text);
    while (reader.number() < 50 && reader.next()) {
        const std::string_view line = reader.line();
        std::size_t begin = 0;
        if (!line.empty() && line.front() == '"')
            begin = std::min(line.find('"', 1), line.size());
        // A tab is never part of a file name or a caption.
        const std::size_t found =
            line.find('\t') != std::string_view::npos ? line.find('\t') : line.find_first_of(",;|", begin);
        for (std::size_t s = 0; found != std::string_view::npos && s < kSeparators.size(); ++s)
            votes[s] += line[found] == kSeparators[s] ? 1 : 0;
    }
    const auto most = std::max_element(votes.begin(), votes.end());
    return *most == 0 ? ',' : kSeparators[static_cast<std::size_t>(most - votes.begin())];
}

/// Puts the surplus fields of an unquoted record back into the last column: "a.jpg,a dog, running". Nothing
/// is done where that column is not the caption. Returns what is wrong with the record, or an empty text.
std::string fitFields(TableRow& row, const TableColumns& columns, char separator) {
    if (!row.problem.empty())
        return row.problem;
    if (row.fields.size() < columns.least())
        return "the record has " + std::to_string(row.fields.size()) + " of the " +
               std::to_string(std::max(columns.count, columns.least())) + " columns";
    const std::size_t expected = columns.count == 0 ? columns.least() : columns.count;
    if (row.fields.size() <= expected)
        return {};
    const bool captionIsLast = columns.captions.back() + 1 == expected && columns.captions.size() == 1;
    if (!captionIsLast || row.quoted || separator == '\t')
        return "the record has " + std::to_string(row.fields.size()) + " columns instead of " +
               std::to_string(expected) +
               (columns.count == 0 ? "; name the columns in a first line, or put captions in quotes"
                                   : "; put captions in quotes");
    for (std::size_t f = expected; f < row.fields.size(); ++f)
        row.fields[expected - 1] += separator + row.fields[f];
    row.fields.resize(expected);
    return {};
}

std::string_view fieldAt(const TableRow& row, const std::optional<std::size_t>& column) {
    return column && *column < row.fields.size() ? trimmed(row.fields[*column]) : std::string_view{};
}

constexpr std::size_t kFirstRows = 20; // that tell what the columns hold

std::vector<TableRow> firstRows(TableRowReader& reader) {
    std::vector<TableRow> rows;
    for (TableRow row; rows.size() < kFirstRows && reader.next(row);)
        rows.push_back(row);
    return rows;
}

std::string quotedNames(const std::vector<std::string>& names) {
    std::string list;
    for (const std::string& name : names)
        list += (list.empty() ? "\"" : ", \"") + onOneLine(name) + '"';
    return list;
}

/// Puts the captions of rows into the sink.
class TableTaker {
public:
    TableTaker(const TableColumns& columns, char separator, const CaptionSink& sink)
        : m_columns(columns), m_further(columns.further()), m_separator(separator), m_sink(sink) {}

    void take(TableRow& row) {
        if (m_columns.repeatsHeader(row))
            return m_sink.problem(row.line, "the line repeats the header");
        if (const std::string problem = fitFields(row, m_columns, m_separator); !problem.empty())
            return m_sink.problem(row.line, problem);
        m_cells.clear();
        for (const TableColumns::Further& further : m_further)
            if (further.column < row.fields.size())
                m_cells.push_back({further.name, row.fields[further.column]});
        if (m_columns.boxes.box && !takeBox(row))
            return m_sink.problem(row.line, "the box is no four numbers");
        bool any = false;
        for (const std::size_t column : m_columns.captions) {
            const std::string_view cell = fieldAt(row, column);
            // With several caption columns, images may have fewer captions than columns.
            if (m_columns.captions.size() > 1 && isMissing(cell))
                continue;
            any = true;
            if (const auto texts = listInCell(cell)) {
                noteLists();
                for (const std::string& text : *texts)
                    give(row, text);
            } else {
                give(row, cell);
            }
        }
        if (!any && m_box)
            give(row, {});
        else if (!any)
            m_sink.problem(row.line, "the caption is empty");
    }

private:
    void give(const TableRow& row, std::string_view caption) {
        m_sink.record({fieldAt(row, m_columns.image), caption, fieldAt(row, m_columns.split),
                       fieldAt(row, m_columns.conceptName), row.line, m_cells, m_box});
    }

    bool takeBox(const TableRow& row) {
        std::vector<std::string_view> cells;
        for (const std::size_t column : m_columns.boxes.box->columns)
            cells.push_back(fieldAt(row, column));
        m_box = m_columns.boxes.box->read(cells);
        return m_box.has_value();
    }

    void noteLists() {
        if (!m_listsNoted)
            m_sink.note("cells hold lists: each text of a list is a caption");
        m_listsNoted = true;
    }

    const TableColumns& m_columns;
    std::vector<TableColumns::Further> m_further;
    std::vector<RecordCell> m_cells; // of the row
    std::optional<PixelBox> m_box;   // of the row
    char m_separator;
    const CaptionSink& m_sink;
    bool m_listsNoted = false;
};

constexpr std::array<FileName, 11> kFileNames{{{"captions.txt", NameRank::usual},
                                               {"captions.csv", NameRank::usual},
                                               {"captions.tsv", NameRank::usual},
                                               {"results.csv", NameRank::usual},
                                               {"metadata.csv", NameRank::usual},
                                               {"metadata.tsv", NameRank::usual},
                                               {"*captions*.csv", NameRank::usual},
                                               {"*captions*.tsv", NameRank::usual},
                                               {"*captions*.txt", NameRank::usual},
                                               {"*.tsv", NameRank::ending},
                                               {"*.csv", NameRank::ending}}};

/// Any text may be a table: those that are something else say so more loudly.
double looksLikeTable(std::string_view head) {
    return head.find_first_of(std::string_view(kSeparators.data(), kSeparators.size())) ==
                   std::string_view::npos
               ? 0.1
               : 0.5;
}

} // namespace

const CaptionFormat& tableFormat() {
    static const CaptionFormat kFormat{
        "table",
        "Table of image and caption",
        "TSV or CSV with columns of image paths and captions, or of image, box and phrase",
        kFileNames,
        &looksLikeTable,
        &parseTable};
    return kFormat;
}

void parseTable(std::string_view text, const std::string& name, const CaptionSink& sink) {
    text = withoutByteOrderMark(text);
    const SeparatorLine told = separatorLine(text);
    const char separator = told.separator != 0 ? told.separator : recogniseSeparator(text);
    TableRowReader reader(text.substr(told.size), separator, told.size == 0 ? 1 : 2);
    std::vector<TableRow> rows = firstRows(reader);
    if (rows.empty())
        return;
    const TableColumns columns = columnsOf(rows, separator);
    if (!columns.complete())
        throw Error(name + ", line " + std::to_string(rows.front().line) + ": the header (" +
                    quotedNames(columns.header) + ") names no column of " +
                    (columns.image ? "captions: call it caption, text or sentence."
                                   : "pictures: call it image, filename or path."));
    if (!columns.boxes.problem.empty())
        throw Error(name + ", line " + std::to_string(rows.front().line) + ": " + columns.boxes.problem +
                    ".");
    sink.note(columns.description());
    if (!columns.boxes.remark.empty())
        sink.note(columns.boxes.remark);
    TableTaker taker(columns, separator, sink);
    for (std::size_t r = columns.header.empty() ? 0 : 1; r < rows.size(); ++r)
        taker.take(rows[r]);
    for (TableRow row; reader.next(row);) {
        sink.advance(told.size + reader.position(), text.size());
        taker.take(row);
    }
    sink.advance(text.size(), text.size());
}

} // namespace crossview
