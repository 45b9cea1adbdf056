#pragma once

#include "common/pixel_box.h"

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// Which columns of a table, or keys of a record, say where a region lies.
struct BoxColumns {
    std::vector<std::size_t> columns; ///< four, or one that holds all four numbers
    bool corners = false;             ///< left, top, right, bottom; else left, top, width, height

    bool uses(std::size_t column) const;
    /// The box that the cells of these columns hold, which may be empty or lie anywhere; nothing where they
    /// are no four numbers.
    std::optional<PixelBox> read(std::span<const std::string_view> cells) const;
    /// `boxes from "x", "y", "w", "h"`; with corners and single columns it says so. `names` as written.
    std::string description(std::span<const std::string> names) const;
};

/// What a header says of boxes.
struct FoundBoxColumns {
    std::optional<BoxColumns> box;
    std::string problem; ///< a clause: why it leaves open what the box is; empty where it does not
    std::string remark;  ///< a clause on columns that look like a part of a box and are not taken as one
};

/// Finds them by names as columnName() gives them: x, y, width, height (w, h; left, top; bbox_x …) or
/// x1, y1, x2, y2 (xmin …, left, top, right, bottom), or one column bbox (COCO's order: x, y, width, height),
/// xywh or xyxy. Sizes beside corners are the picture's.
FoundBoxColumns boxColumnsNamed(std::span<const std::string> names);

/// The numbers in a text, whatever brackets, commas and blanks stand between; nothing unless they are four.
std::optional<std::array<double, 4>> fourNumbers(std::string_view text);

} // namespace crossview
