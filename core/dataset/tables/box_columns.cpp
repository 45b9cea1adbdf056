#include "dataset/tables/box_columns.h"

#include "common/text.h"
#include "dataset/captions.h"

#include <algorithm>

namespace crossview {
namespace {

using Names = std::array<std::string_view, 4>;

constexpr std::array<Names, 4> kCorners{{{"xmin", "ymin", "xmax", "ymax"},
                                         {"x1", "y1", "x2", "y2"},
                                         {"x0", "y0", "x1", "y1"},
                                         {"left", "top", "right", "bottom"}}};
constexpr std::array<Names, 10> kSizes{{{"x", "y", "width", "height"},
                                        {"x", "y", "w", "h"},
                                        {"left", "top", "width", "height"},
                                        {"left", "top", "w", "h"},
                                        {"xmin", "ymin", "width", "height"},
                                        {"xmin", "ymin", "w", "h"},
                                        {"x1", "y1", "width", "height"},
                                        {"x1", "y1", "w", "h"},
                                        {"x0", "y0", "width", "height"},
                                        {"x0", "y0", "w", "h"}}};
constexpr std::array<std::string_view, 3> kSingleSizes{"bbox", "xywh", "bboxxywh"};
constexpr std::array<std::string_view, 2> kSingleCorners{"xyxy", "bboxxyxy"};

/// "bbox_x_min" as "xmin".
std::string plainName(std::string_view name) {
    std::string plain;
    for (const char letter : name)
        if (letter != '_')
            plain += letter;
    for (const std::string_view start : {"bbox", "box", "region"})
        if (plain.size() > start.size() && plain.starts_with(start) &&
            std::string_view("xywhltrb").find(plain[start.size()]) != std::string_view::npos)
            return plain.starts_with("bboxxy") && plain.size() == 8 ? plain : plain.substr(start.size());
    return plain;
}

std::optional<std::size_t> indexOf(std::span<const std::string> names, std::string_view wanted) {
    const auto found = std::ranges::find(names, wanted);
    return found == names.end() ? std::nullopt
                                : std::optional(static_cast<std::size_t>(found - names.begin()));
}

/// The columns of a family, where all of them are there.
std::vector<std::size_t> columnsOfFamily(std::span<const std::string> names, const Names& family) {
    std::vector<std::size_t> columns;
    for (const std::string_view name : family)
        if (const auto column = indexOf(names, name))
            columns.push_back(*column);
    return columns.size() == family.size() ? columns : std::vector<std::size_t>();
}

std::string joined(const Names& names) {
    std::string text;
    for (const std::string_view name : names)
        text += (text.empty() ? "" : ", ") + std::string(name);
    return text;
}

} // namespace

bool BoxColumns::uses(std::size_t column) const {
    return std::ranges::find(columns, column) != columns.end();
}

std::optional<PixelBox> BoxColumns::read(std::span<const std::string_view> cells) const {
    std::array<double, 4> numbers{};
    if (cells.size() == 1) {
        const auto all = fourNumbers(cells.front());
        if (!all)
            return std::nullopt;
        numbers = *all;
    } else {
        if (cells.size() != numbers.size())
            return std::nullopt;
        for (std::size_t n = 0; n < numbers.size(); ++n) {
            const auto number = parseDouble(trimmed(cells[n]));
            if (!number)
                return std::nullopt;
            numbers[n] = *number;
        }
    }
    if (corners)
        return PixelBox{numbers[0], numbers[1], numbers[2] - numbers[0], numbers[3] - numbers[1]};
    return PixelBox{numbers[0], numbers[1], numbers[2], numbers[3]};
}

std::string BoxColumns::description(std::span<const std::string> names) const {
    std::string text = corners ? "boxes from the corners in " : "boxes from ";
    for (std::size_t c = 0; c < columns.size(); ++c)
        text += (c == 0 ? "\"" : ", \"") + onOneLine(names[columns[c]]) + '"';
    if (columns.size() == 1)
        text += corners ? " (left, top, right, bottom)" : " (x, y, width, height)";
    return text;
}

FoundBoxColumns boxColumnsNamed(std::span<const std::string> names) {
    std::vector<std::string> plain;
    for (const std::string& name : names)
        plain.push_back(plainName(name));
    FoundBoxColumns found;
    std::string by; // names of the family that was found
    const auto take = [&](std::vector<std::size_t> columns, bool corners, const std::string& family) {
        if (columns.empty())
            return;
        if (found.box && found.box->columns != columns) {
            found.problem = "the header gives boxes twice, by " + by + " and by " + family +
                            ": leave out the one or the other";
            return;
        }
        found.box = BoxColumns{std::move(columns), corners};
        by = family;
    };
    for (const Names& family : kCorners)
        take(columnsOfFamily(plain, family), true, joined(family));
    const bool hasCorners = found.box.has_value();
    for (const Names& family : kSizes) {
        // x1, y1, x2, y2, width, height: the picture's size beside its corners.
        std::vector<std::size_t> columns = columnsOfFamily(plain, family);
        if (hasCorners && !columns.empty() && found.box->uses(columns.front()))
            continue;
        take(std::move(columns), false, joined(family));
    }
    const auto takeSingle = [&](std::span<const std::string_view> wanted, bool corners) {
        for (const std::string_view name : wanted)
            if (const auto column = indexOf(plain, name))
                take({*column}, corners, std::string(name));
    };
    takeSingle(kSingleSizes, false);
    takeSingle(kSingleCorners, true);
    if (!found.box && indexOf(plain, "box"))
        found.remark = "the column \"box\" leaves open what its numbers are and is taken as no box: call it "
                       "bbox_xywh or bbox_xyxy";
    for (const Names& family : {kCorners[0], Names{"x1", "y1", "x2", "y2"}}) {
        const auto count = std::ranges::count_if(
            family, [&](std::string_view name) { return indexOf(plain, name).has_value(); });
        if (!found.box && count > 0 && found.remark.empty())
            found.remark = "a box needs four columns (" + joined(family) + "), and the header names " +
                           std::to_string(count) + ": they are taken as no box";
    }
    return found;
}

std::optional<std::array<double, 4>> fourNumbers(std::string_view text) {
    constexpr std::string_view kBetween = " \t,;[](){}";
    std::array<double, 4> numbers{};
    std::size_t count = 0;
    for (std::size_t at = text.find_first_not_of(kBetween); at != std::string_view::npos;
         at = text.find_first_not_of(kBetween, at)) {
        const std::size_t end = std::min(text.find_first_of(kBetween, at), text.size());
        const auto number = parseDouble(text.substr(at, end - at));
        if (!number || count == numbers.size())
            return std::nullopt;
        numbers[count++] = *number;
        at = end;
    }
    return count == numbers.size() ? std::optional(numbers) : std::nullopt;
}

} // namespace crossview
