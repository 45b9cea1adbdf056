#include "dataset/importers/row_lists.h"

#include "common/error.h"
#include "common/text.h"
#include "common/unicode_text.h"
#include "dataset/captions.h"
#include "dataset/importers/caption_text.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

namespace crossview {
namespace {

std::vector<std::string_view> cellsOf(std::string_view line) {
    std::vector<std::string_view> cells;
    const auto isBetween = [](char c) { return c == '\t' || c == ',' || c == ';' || c == ' '; };
    for (std::size_t at = 0; at < line.size();) {
        const std::size_t begin = at;
        while (at < line.size() && !isBetween(line[at]))
            ++at;
        if (at > begin)
            cells.push_back(line.substr(begin, at - begin));
        while (at < line.size() && isBetween(line[at]))
            ++at;
    }
    return cells;
}

std::int32_t rowOf(std::string_view cell, std::size_t rows, const char* view,
                   const std::filesystem::path& file, std::size_t line) {
    const auto number = parseInteger(cell);
    if (!number)
        throw Error(fmt::format("{}:{}: \"{}\" is no number of a row: write two numbers a line, the image's "
                                "and the sentence's, counted from 0.",
                                file.string(), line, onOneLine(cell.substr(0, 40))));
    if (*number < 0 || static_cast<unsigned long long>(*number) >= rows)
        throw Error(fmt::format("{}:{}: there is no {} row {}, they go from 0 to {}: mend the list of pairs.",
                                file.string(), line, view, *number, rows - 1));
    return static_cast<std::int32_t>(*number);
}

} // namespace

std::vector<std::string> readRowNames(const std::filesystem::path& file, std::size_t rows,
                                      const std::string& features) {
    const CaptionText text = readCaptionText(file, std::numeric_limits<std::size_t>::max());
    std::vector<std::string> names;
    LineReader lines(text.text);
    while (lines.next()) {
        std::string name = onOneLine(lines.line());
        if (!isUtf8(name))
            throw Error(
                fmt::format("{}:{} is not UTF-8: save the file as UTF-8.", file.string(), lines.number()));
        if (name.empty())
            throw Error(fmt::format("{}:{} is empty: write the name of row {} there.", file.string(),
                                    lines.number(), lines.number() - 1));
        names.push_back(std::move(name));
    }
    if (names.size() != rows)
        throw Error(fmt::format("{} has {} lines and {} has {} rows: write a name a line for each row.",
                                file.string(), names.size(), features, rows));
    return names;
}

std::vector<Relation::Pair> readRowPairs(const std::filesystem::path& file, std::size_t images,
                                         std::size_t sentences) {
    const CaptionText text = readCaptionText(file, std::numeric_limits<std::size_t>::max());
    std::vector<Relation::Pair> pairs;
    LineReader lines(text.text);
    while (lines.next()) {
        const auto cells = cellsOf(lines.line());
        if (cells.empty())
            continue;
        const bool isHeading = lines.number() == 1 && std::ranges::none_of(cells, [](std::string_view cell) {
                                   return parseInteger(cell).has_value();
                               });
        if (isHeading)
            continue;
        if (cells.size() != 2)
            throw Error(
                fmt::format("{}:{} has {} column{}: write two numbers a line, the image's row and the "
                            "sentence's, counted from 0.",
                            file.string(), lines.number(), cells.size(), cells.size() == 1 ? "" : "s"));
        pairs.emplace_back(rowOf(cells[0], images, "image", file, lines.number()),
                           rowOf(cells[1], sentences, "sentence", file, lines.number()));
    }
    if (pairs.empty())
        throw Error(fmt::format("{} holds no pair: write two numbers a line, the image's row and the "
                                "sentence's, counted from 0.",
                                file.string()));
    return pairs;
}

} // namespace crossview
