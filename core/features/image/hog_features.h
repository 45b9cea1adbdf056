#pragma once

#include "features/feature_block.h"

namespace crossview {

struct RawBlock;
struct RawBlockInput;

/// Options of the outlines.
struct HogOptions {
    int hogComponents = 160; ///< PCA components of the histograms of oriented gradients (outline)
};

/// The block of outlines: histograms of oriented gradients (hog.h).
struct HogFeatures {
    using Options = HogOptions;
    static constexpr int Options::*kComponents = &Options::hogComponents;
    static constexpr BlockDescription kDescription{
        .key = "features.image.hogComponents",
        .name = CROSSVIEW_TRANSLATABLE("FeatureBlock", "Outline (HOG)"),
        .use = CROSSVIEW_TRANSLATABLE("FeatureBlock", "Which way the outlines run."),
        .label = "Outline (HOG)",
        .help = "Dimensions kept of the histograms of oriented gradients; 0 leaves outlines out of x.",
        .inEveryKey = true,
    };
    /// How it is computed from a picture.
    static RawBlock raw(const RawBlockInput& input);
};

} // namespace crossview
