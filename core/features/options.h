#pragma once

#include <cstdint>
#include <string>

namespace crossview {

/// Hand-crafted image features. Each block is reduced by PCA fitted on training images, scaled to unit mean
/// square and joined. 0 components leave a block out.
struct ImageFeatureOptions {
    int size = 128;            ///< pixels; pictures are fitted into a white square of this side
    int hsvGrid = 3;           ///< cells per side of the HSV histograms
    int hsvComponents = 160;   ///< PCA components of HSV histograms (colour and where it is)
    int hogComponents = 160;   ///< PCA components of the histograms of oriented gradients (outline)
    int tinyComponents = 160;  ///< PCA components of the 16x16 picture (layout)
    int gistComponents = 160;  ///< PCA components of the Gabor energies (texture)
    int patchWords = 400;      ///< k-means centres of whitened local patches
    int patchComponents = 160; ///< PCA components of the pooled patch codes (parts)
    std::uint64_t seed = 1;
};

/// Sentence features: tf-idf over light stems, reduced by truncated SVD fitted on training sentences.
struct TextFeatureOptions {
    int minimumCount = 2; ///< training sentences a stem must occur in
    int components = 800; ///< rows of the truncated SVD
    bool stem = true;     ///< Snowball English stemmer
    bool bigrams = false; ///< pairs of neighbouring stems as terms of their own
    std::uint64_t seed = 1;
};

struct FeatureOptions {
    ImageFeatureOptions image;
    TextFeatureOptions text;
};

} // namespace crossview
