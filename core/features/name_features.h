#pragma once

#include "features/feature_block.h"

namespace crossview {

class Hash;
struct BlockKeyInput;

/// Options of the names.
struct NameOptions {
    int nameComponents = 0; ///< PCA components of what lite0 and lite2 call it, as MiniLM reads those names;
                            ///< nothing where neither of the two is among the features
};

/// The block of what classifiers call a picture (conse.h). It is computed from other blocks: ImageChain.
struct NameFeatures {
    using Options = NameOptions;
    static constexpr int Options::*kComponents = &Options::nameComponents;
    static constexpr BlockDescription kDescription{
        .key = "features.image.nameComponents",
        .name = CROSSVIEW_TRANSLATABLE("FeatureBlock", "Names"),
        .use = CROSSVIEW_TRANSLATABLE("FeatureBlock", "Which of a thousand names suit it."),
        .label = "What it is called",
        .help = "Dimensions kept of the names that EfficientNet gives to the picture, as MiniLM reads them; "
                "0 leaves them out of x, and so does leaving out both lite0 and lite2.",
        .maximum = 384,
        .dimensions = 384,
        .reader = "minilm-l6",
        .place = 3,
    };
    /// Names stand only beside a network that gives them.
    static bool isOn(const auto& image) {
        return image.nameComponents > 0 && (image.lite0Components > 0 || image.lite2Components > 0);
    }
    /// Dimensions, the names, and what reads them.
    static void addToKey(Hash& hash, const BlockKeyInput& input);
};

} // namespace crossview
