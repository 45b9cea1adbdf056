#pragma once

#include "features/feature_block.h"

namespace crossview {

struct RawBlock;
struct RawBlockInput;

/// Options of the texture.
struct GistOptions {
    int gistComponents = 160; ///< PCA components of the Gabor energies (texture)
};

/// The block of texture: Gabor energies on a grid (gist.h).
struct GistFeatures {
    using Options = GistOptions;
    static constexpr int Options::*kComponents = &Options::gistComponents;
    static constexpr BlockDescription kDescription{
        .key = "features.image.gistComponents",
        .name = CROSSVIEW_TRANSLATABLE("FeatureBlock", "Texture (gist)"),
        .use = CROSSVIEW_TRANSLATABLE("FeatureBlock", "Stripes, grain and other textures."),
        .label = "Texture (gist)",
        .help = "Dimensions kept of the Gabor energies; 0 leaves texture out of x.",
        .inEveryKey = true,
    };
    /// How it is computed from a picture.
    static RawBlock raw(const RawBlockInput& input);
};

} // namespace crossview
