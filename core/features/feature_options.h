#pragma once

#include "encoders/user/network_recipe.h"
#include "encoders/precision.h"

#include <cstdint>
#include <string>

namespace crossview {

/// Image features. Each block is reduced by PCA fitted on training images, scaled to unit mean square,
/// weighted and joined. 0 components leave a block out.
struct ImageFeatureOptions {
    int size = 128;            ///< pixels; pictures are fitted into a white square of this side
    int hsvGrid = 3;           ///< cells per side of the HSV histograms
    int hsvComponents = 160;   ///< PCA components of HSV histograms (colour and where it is)
    int hogComponents = 160;   ///< PCA components of the histograms of oriented gradients (outline)
    int tinyComponents = 160;  ///< PCA components of the 16x16 picture (layout)
    int gistComponents = 160;  ///< PCA components of the Gabor energies (texture)
    int patchWords = 400;      ///< k-means centres of whitened local patches
    int patchComponents = 160; ///< PCA components of the pooled patch codes (parts)
    int lite0Components = 0;   ///< PCA components of EfficientNet-lite0's 1280 values (what it shows)
    int lite2Components = 0;   ///< PCA components of EfficientNet-lite2's 1280 values (what it shows)
    int nameComponents = 0; ///< PCA components of what lite0 and lite2 call it, as MiniLM reads those names;
                            ///< nothing where neither of the two is among the features
    int networkComponents = 0;  ///< PCA components of what a network of the user's own gives
    NetworkRecipe network = {}; ///< that network, and how pictures are put before it
    /// Weight of the blocks that are computed without a network, beside those of networks: colour, outline
    /// and layout are how a picture is drawn, and what they say carries less far than what a network sees in
    /// it. Without a network block nothing is weighted.
    double plainWeight = 1;
    /// What EfficientNet computes in; bfloat16 is nearly twice as fast where the processor has it (cosine to
    /// float32 above 0.99).
    EncoderPrecision precision = EncoderPrecision::float32;
    std::uint64_t seed = 1;
};

/// Whether what a picture is called is among its features.
inline bool hasNames(const ImageFeatureOptions& options) {
    return options.nameComponents > 0 && (options.lite0Components > 0 || options.lite2Components > 0);
}

/// Sentence features: tf-idf over light stems, reduced by truncated SVD fitted on training sentences, and the
/// MiniLM sentence encoder reduced by PCA. Each block has rows of length 1; k blocks are joined with weight
/// 1/sqrt(k). 0 components leave a block out.
struct TextFeatureOptions {
    int minimumCount = 2;     ///< training sentences a stem must occur in
    int components = 800;     ///< rows of the truncated SVD
    int miniLmComponents = 0; ///< PCA components of all-MiniLM-L6-v2's 384 values (what the words mean)
    /// What MiniLM computes in (cosine of bfloat16 to float32 above 0.9999).
    EncoderPrecision precision = EncoderPrecision::float32;
    bool stem = true;     ///< Snowball English stemmer
    bool bigrams = false; ///< pairs of neighbouring stems as terms of their own
    std::uint64_t seed = 1;
};

struct FeatureOptions {
    ImageFeatureOptions image;
    TextFeatureOptions text;
};

} // namespace crossview
