#pragma once

#include "features/feature_block.h"

namespace crossview {

struct RawBlock;
struct RawBlockInput;

/// Options of the reduced picture.
struct TinyOptions {
    int tinyComponents = 160; ///< PCA components of the 16x16 picture (layout)
};

/// The block of layout: the picture at 16 by 16 pixels (tiny_image.h).
struct TinyFeatures {
    using Options = TinyOptions;
    static constexpr int Options::*kComponents = &Options::tinyComponents;
    static constexpr BlockDescription kDescription{
        .key = "features.image.tinyComponents",
        .name = CROSSVIEW_TRANSLATABLE("FeatureBlock", "Layout (tiny)"),
        .use = CROSSVIEW_TRANSLATABLE("FeatureBlock", "The picture at 16 by 16 pixels."),
        .label = "Layout (tiny)",
        .help = "Dimensions kept of the picture at 16 by 16 pixels; 0 leaves layout out of x.",
        .inEveryKey = true,
    };
    /// How it is computed from a picture.
    static RawBlock raw(const RawBlockInput& input);
};

} // namespace crossview
