#pragma once

#include "features/feature_block.h"

namespace crossview {

struct RawBlock;
struct RawBlockInput;

/// Options of the colour histograms.
struct HsvOptions {
    int hsvGrid = 3;         ///< cells per side of the HSV histograms
    int hsvComponents = 160; ///< PCA components of HSV histograms (colour and where it is)
};

/// The block of colours: what colours there are and where (hsv_histogram.h).
struct HsvFeatures {
    using Options = HsvOptions;
    static constexpr int Options::*kComponents = &Options::hsvComponents;
    static constexpr BlockDescription kDescription{
        .key = "features.image.hsvComponents",
        .name = CROSSVIEW_TRANSLATABLE("FeatureBlock", "Colour (HSV)"),
        .use = CROSSVIEW_TRANSLATABLE("FeatureBlock", "Which colours are where."),
        .label = "Colour (HSV)",
        .help = "Dimensions kept of what colours there are and where; 0 leaves colour out of x.",
        .inEveryKey = true,
    };
    static constexpr BlockSetting<Options> kSettings[]{
        {&Options::hsvGrid, "features.image.hsvGrid", "Colour grid",
         "Cells per side of the colour histograms.", "", 1, 8, 1}};
    /// Throws Error when the grid makes no sense.
    static RawBlock raw(const RawBlockInput& input);
};

} // namespace crossview
