#include "common/pixel_box.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace crossview {

std::string boxText(const PixelBox& box) {
    return fmt::format("{}, {}, {}, {}", box.x, box.y, box.width, box.height);
}

double overlap(const PixelBox& a, const PixelBox& b) {
    if (a.isEmpty() || b.isEmpty())
        return 0;
    const double width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x);
    const double height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
    if (!(width > 0 && height > 0))
        return 0;
    const double shared = width * height;
    return shared / (a.area() + b.area() - shared);
}

PixelBox boxAround(const PixelBox& a, const PixelBox& b) {
    const double left = std::min(a.x, b.x);
    const double top = std::min(a.y, b.y);
    return {left, top, std::max(a.x + a.width, b.x + b.width) - left,
            std::max(a.y + a.height, b.y + b.height) - top};
}

std::optional<PixelBox> boxWithin(const PixelBox& box, double width, double height) {
    constexpr double kLeast = 0.5; // of a pixel: what is rounded to one
    for (const double value : {box.x, box.y, box.width, box.height})
        if (!std::isfinite(value))
            return std::nullopt;
    const double left = std::clamp(box.x, 0.0, width);
    const double top = std::clamp(box.y, 0.0, height);
    const double right = std::clamp(box.x + box.width, 0.0, width);
    const double bottom = std::clamp(box.y + box.height, 0.0, height);
    if (!(right - left >= kLeast && bottom - top >= kLeast))
        return std::nullopt;
    // An inner box stays as it is written: right - left would differ from its width in the last digit.
    return PixelBox{left, top, left == box.x && right == box.x + box.width ? box.width : right - left,
                    top == box.y && bottom == box.y + box.height ? box.height : bottom - top};
}

} // namespace crossview
