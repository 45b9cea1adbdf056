#pragma once

#include "pictures/picture_pixels.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace crossview {

/// What of a picture stays when it is made smaller, packed harder or saved in another format.
struct PictureLook {
    std::uint64_t steps = 0;                ///< in each of 8 rows of 9 cells, whether it gets brighter
    std::array<std::uint8_t, 48> colours{}; ///< means of 4 × 4 cells
};

/// The look of a picture.
PictureLook lookOf(const PicturePixels& pixels);
/// Whether two looks are those of one picture.
bool lookAlike(const PictureLook& a, const PictureLook& b);
/// Groups of two or more indices whose looks are alike, from one to the next; each and all of them ascending.
std::vector<std::vector<std::int32_t>> groupsAlike(std::span<const PictureLook> looks);

} // namespace crossview
