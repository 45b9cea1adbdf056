#pragma once

#include "features/feature_block.h"

namespace crossview {

struct RawBlock;
struct RawBlockInput;

/// Options of EfficientNet-lite0.
struct Lite0Options {
    int lite0Components = 0; ///< PCA components of EfficientNet-lite0's 1280 values (what it shows)
};

/// The block of what EfficientNet-lite0 sees in a picture.
struct Lite0Features {
    using Options = Lite0Options;
    static constexpr int Options::*kComponents = &Options::lite0Components;
    static constexpr BlockDescription kDescription{
        .key = "features.image.lite0Components",
        .name = CROSSVIEW_TRANSLATABLE("FeatureBlock", "EfficientNet-lite0"),
        .use = CROSSVIEW_TRANSLATABLE("FeatureBlock", "Sees what a picture shows, quicker."),
        .label = "What it shows (lite0)",
        .help = "Dimensions kept of what EfficientNet-lite0 sees in the picture; 0 leaves it out of x.",
        .maximum = 1280,
        .dimensions = 400,
        .encoder = "efficientnet-lite0",
        .place = 2,
        .inEveryKey = true,
    };
    /// How it is computed from a picture; the weights are read when one is to be computed.
    static RawBlock raw(const RawBlockInput& input);
};

/// Options of EfficientNet-lite2.
struct Lite2Options {
    int lite2Components = 0; ///< PCA components of EfficientNet-lite2's 1280 values (what it shows)
};

/// The block of what EfficientNet-lite2 sees in a picture.
struct Lite2Features {
    using Options = Lite2Options;
    static constexpr int Options::*kComponents = &Options::lite2Components;
    static constexpr BlockDescription kDescription{
        .key = "features.image.lite2Components",
        .name = CROSSVIEW_TRANSLATABLE("FeatureBlock", "EfficientNet-lite2"),
        .use = CROSSVIEW_TRANSLATABLE("FeatureBlock", "Sees what a picture shows."),
        .label = "What it shows (lite2)",
        .help = "Dimensions kept of what EfficientNet-lite2 sees in the picture; 0 leaves it out of x.",
        .maximum = 1280,
        .dimensions = 400,
        .encoder = "efficientnet-lite2",
        .place = 1,
        .inEveryKey = true,
    };
    /// How it is computed from a picture; the weights are read when one is to be computed.
    static RawBlock raw(const RawBlockInput& input);
};

} // namespace crossview
