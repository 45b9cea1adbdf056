#pragma once

#include "encoders/vision/convolution_network.h"
#include "encoders/weights/weights.h"

#include <filesystem>
#include <vector>

namespace crossview {

/// EfficientNet-lite (Tan and Le 2019): width and depth of the variant and the side of its pictures.
struct EfficientNetLiteVariant {
    double width = 1.0;
    double depth = 1.0;
    std::size_t side = 224;

    static EfficientNetLiteVariant lite0() { return {1.0, 1.0, 224}; }
    static EfficientNetLiteVariant lite2() { return {1.1, 1.2, 260}; }
};

/// Its convolutions up to the head, batch norm folded in; the classifier is left out. Throws Error when a
/// tensor is missing, of another shape, or not finite.
std::vector<ConvolutionLayer> efficientNetLiteLayers(const EfficientNetLiteVariant& variant,
                                                     const Weights& weights);

} // namespace crossview
