#pragma once

#include "features/feature_block.h"

namespace crossview {

struct RawBlock;
struct RawBlockInput;

/// Options of the local patches.
struct PatchOptions {
    int patchWords = 400;      ///< k-means centres of whitened local patches
    int patchComponents = 160; ///< PCA components of the pooled patch codes (parts)
};

/// The block of parts: local patches coded by words that are learnt from training pictures (patches.h).
struct PatchFeatures {
    using Options = PatchOptions;
    static constexpr int Options::*kComponents = &Options::patchComponents;
    static constexpr BlockDescription kDescription{
        .key = "features.image.patchComponents",
        .name = CROSSVIEW_TRANSLATABLE("FeatureBlock", "Parts (patches)"),
        .use = CROSSVIEW_TRANSLATABLE("FeatureBlock", "Small parts that many pictures share."),
        .label = "Parts (patches)",
        .help = "Dimensions kept of the pooled patch codes; 0 leaves parts out of x.",
        .inEveryKey = true,
    };
    static constexpr BlockSetting<Options> kSettings[]{
        {&Options::patchWords, "features.image.patchWords", "Patch words",
         "Centres that local patches are coded with (k-means).", "", 2, 10000, 50}};
    static bool isOn(const Options& options) { return options.patchComponents > 0 && options.patchWords > 0; }
    /// The reduced picture is what is stored; the words are fitted.
    static RawBlock raw(const RawBlockInput& input);
};

} // namespace crossview
