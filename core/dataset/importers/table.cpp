#include "dataset/importers/table.h"

#include "common/error.h"
#include "common/text.h"
#include "dataset/importers/image_file.h"
#include "dataset/importers/table_rows.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <vector>

namespace crossview {

namespace {

constexpr std::array<char, 4> kSeparators{'\t', ',', ';', '|'};

// Names of columns, the most telling first.
constexpr std::array<std::string_view, 18> kImageNames{
    "image",      "filepath",   "filename",  "file_path", "file_name", "image_path",
    "image_file", "image_name", "imagepath", "imagefile", "img",       "img_path",
    "file",       "path",       "picture",   "photo",     "image_id",  "url"};
constexpr std::array<std::string_view, 9> kCaptionNames{
    "caption", "captions", "sentence", "text", "raw", "description", "title", "comment", "label_text"};
constexpr std::array<std::string_view, 4> kSplitNames{"split", "set", "subset", "partition"};
constexpr std::array<std::string_view, 6> kConceptNames{"concept",  "concept_name", "concept_id",
                                                        "category", "class",        "label"};

/// Which column means what.
struct Columns {
    std::optional<std::size_t> image;
    std::vector<std::size_t> captions;
    std::optional<std::size_t> split;
    std::optional<std::size_t> conceptName;
    std::size_t count = 0; ///< columns of a complete record; 0: not known, there is no header
    bool complete() const { return image && !captions.empty(); }
    std::size_t least() const {
        return 1 + std::max(*image, *std::max_element(captions.begin(), captions.end()));
    }
};

std::string columnName(std::string_view field) {
    std::string name = lowerAscii(trimmed(field));
    std::replace(name.begin(), name.end(), ' ', '_');
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

std::optional<std::size_t> findColumn(const std::vector<std::string>& names,
                                      std::span<const std::string_view> wanted) {
    for (const std::string_view name : wanted)
        if (const auto found = std::find(names.begin(), names.end(), name); found != names.end())
            return static_cast<std::size_t>(found - names.begin());
    return std::nullopt;
}

/// caption1, caption_2, sentence 3: one image with several captions in a row.
bool isNumberedCaption(std::string_view name) {
    const std::size_t stem = name.find_last_not_of("0123456789");
    if (stem == std::string_view::npos || stem + 1 == name.size())
        return false;
    name = name.substr(0, name[stem] == '_' ? stem : stem + 1);
    return name == "caption" || name == "sentence" || name == "text";
}

Columns columnsFromHeader(const TableRow& row) {
    std::vector<std::string> names;
    for (const std::string& field : row.fields)
        names.push_back(columnName(field));
    Columns columns;
    columns.count = names.size();
    columns.image = findColumn(names, kImageNames);
    if (const auto caption = findColumn(names, kCaptionNames))
        columns.captions.push_back(*caption);
    for (std::size_t c = 0; c < names.size(); ++c)
        if (isNumberedCaption(names[c]))
            columns.captions.push_back(c);
    columns.split = findColumn(names, kSplitNames);
    columns.conceptName = findColumn(names, kConceptNames);
    return columns;
}

/// The separator that a complete header speaks for, else the one that stands first in most of the first
/// lines.
char recogniseSeparator(std::string_view text) {
    for (const char separator : kSeparators) {
        TableRow header;
        if (TableRowReader(text, separator).next(header) && columnsFromHeader(header).complete())
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

Columns columnsWithoutHeader(const TableRow& row) {
    Columns columns;
    const bool swapped = row.fields.size() > 1 && !hasImageExtension(trimmed(row.fields[0])) &&
                         hasImageExtension(trimmed(row.fields[1]));
    columns.image = swapped ? 1 : 0;
    columns.captions = {swapped ? std::size_t{0} : std::size_t{1}};
    return columns;
}

/// Puts the surplus fields of an unquoted record back into the last column: "a.jpg,a dog, running". Nothing
/// is done where that column is not the caption. Returns what is wrong with the record, or an empty text.
std::string fitFields(TableRow& row, const Columns& columns, char separator) {
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
    static const CaptionFormat kFormat{"table",
                                       "Table of image and caption",
                                       "TSV or CSV with a column of image paths and one of captions",
                                       kFileNames,
                                       &looksLikeTable,
                                       &parseTable};
    return kFormat;
}

void parseTable(std::string_view text, const std::string& name, const CaptionSink& sink) {
    text = withoutByteOrderMark(text);
    const char separator = recogniseSeparator(text);
    TableRowReader reader(text, separator);
    TableRow row;
    std::optional<Columns> columns;
    while (reader.next(row)) {
        sink.advance(reader.position(), text.size());
        if (!columns) {
            columns = columnsFromHeader(row);
            if (columns->complete())
                continue;
            const bool holdsImage = std::any_of(row.fields.begin(), row.fields.end(),
                                                [](const auto& f) { return hasImageExtension(trimmed(f)); });
            if (!holdsImage && (columns->image || !columns->captions.empty()))
                throw Error(name + ", line " + std::to_string(row.line) + ": the header names no column of " +
                            (columns->image ? "captions: call it caption, text or sentence."
                                            : "pictures: call it image, filename or path."));
            columns = columnsWithoutHeader(row);
        }
        if (const std::string problem = fitFields(row, *columns, separator); !problem.empty()) {
            sink.problem(row.line, problem);
            continue;
        }
        for (const std::size_t caption : columns->captions) {
            const std::string_view sentence = fieldAt(row, caption);
            // With several caption columns, images may have fewer captions than columns.
            if (!sentence.empty() || columns->captions.size() == 1)
                sink.record({fieldAt(row, columns->image), sentence, fieldAt(row, columns->split),
                             fieldAt(row, columns->conceptName), row.line});
        }
    }
}

} // namespace crossview
