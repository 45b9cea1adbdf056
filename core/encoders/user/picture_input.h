#pragma once

#include "encoders/user/network_recipe.h"

#include <cstddef>
#include <span>
#include <vector>

namespace cv {
class Mat;
}

namespace crossview {

/// What a network gets of one picture: one crop, or ten.
struct PictureInput {
    int size = 0; ///< pixels per side
    std::size_t crops = 0;
    std::vector<float> values; ///< [crops, 3, size, size]

    std::span<const float> crop(std::size_t index) const {
        const std::size_t count = values.size() / crops;
        return std::span(values).subspan(index * count, count);
    }
};

/// Resizes, crops and scales an 8-bit BGR picture of any size as the recipe says. The ten crops are, in this
/// order: top left, top right, bottom left, bottom right, centre, and the same mirrored left to right. A
/// picture more than eight times as long as wide loses its ends first. Throws Error when it is empty or of
/// another type.
PictureInput pictureInput(const cv::Mat& bgr, const NetworkRecipe& recipe);

} // namespace crossview
