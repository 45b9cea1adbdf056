#pragma once

#include "features/feature_block.h"

#include <memory>

namespace crossview {

class Hash;
class TextBlock;
struct FittedTextBlock;
struct BlockKeyInput;
struct TextFitInput;
struct TextLoadInput;

/// Options of the mean of word vectors.
struct MeanVectorOptions {
    int meanComponents = 0; ///< PCA components of the mean; as many as the vectors have, or more: all, no PCA
};

/// The block of the mean of a text's word vectors, of length 1 (Klein et al.; word_vector_block.h).
struct MeanVectorFeatures {
    using Options = MeanVectorOptions;
    static constexpr int Options::*kComponents = &Options::meanComponents;
    static constexpr BlockDescription kDescription{
        .key = "features.text.meanComponents",
        .name = CROSSVIEW_TRANSLATABLE("FeatureBlock", "Mean of word vectors"),
        .use = CROSSVIEW_TRANSLATABLE("FeatureBlock", "Words of like meaning are near each other."),
        .label = "Mean of word vectors",
        .help = "Dimensions kept of the mean of the text's word vectors, out of a file or trained on the "
                "training sentences; 0 leaves it out of y.",
        .maximum = 4096,
        .step = 50,
        .dimensions = 300,
        .place = 103,
    };
    /// Fits on the training sentences and gives the rows of all sentences.
    static FittedTextBlock fit(const TextFitInput& input);
    /// Reads what the block's save wrote with the same options.
    static std::shared_ptr<const TextBlock> load(const TextLoadInput& input);
    /// Dimensions and what the word vectors are.
    static void addToKey(Hash& hash, const BlockKeyInput& input);
};

} // namespace crossview
