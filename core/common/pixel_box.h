#pragma once

#include <optional>
#include <string>

namespace crossview {

/// A box in a picture, in pixels of the upright picture as people see it: from its left upper corner (x, y),
/// counted from the picture's, so wide and so high. Edges, not pixel centres: the whole of a picture is
/// {0, 0, its width, its height}.
struct PixelBox {
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;

    bool operator==(const PixelBox&) const = default;
    /// No pixel lies in it, or a value is no number.
    bool isEmpty() const { return !(width > 0 && height > 0); }
    double area() const { return isEmpty() ? 0 : width * height; }
};

/// "x, y, width, height", each as short as it can be read back: for a person, and for sums.
std::string boxText(const PixelBox& box);

/// What two boxes share of what they cover together (intersection over union), 0 to 1; 0 where either is
/// empty.
double overlap(const PixelBox& a, const PixelBox& b);

/// The smallest box around two, of which neither is empty.
PixelBox boxAround(const PixelBox& a, const PixelBox& b);

/// What of a box lies in a picture of this size; nothing where less than half a pixel in either direction
/// does, or a value is not finite.
std::optional<PixelBox> boxWithin(const PixelBox& box, double width, double height);

} // namespace crossview
