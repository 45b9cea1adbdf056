#pragma once

#include "common/matrix.h"
#include "features/feature_block.h"

#include <memory>

namespace crossview {

class TextBlock;
struct FittedTextBlock;
struct TextFitInput;
struct TextLoadInput;

/// Options of the mean of word vectors.
struct MeanVectorOptions {
    int meanVectorComponents = 0; ///< PCA components of the mean of a text's word vectors
    int wordVectorSize = 100;     ///< dimensions of a word's vector, of Fisher vectors too
};

/// The block of averaged words: vectors that are learned on the training sentences, their mean over a text
/// (word_vector_block.h).
struct MeanVectorFeatures {
    using Options = MeanVectorOptions;
    static constexpr int Options::*kComponents = &Options::meanVectorComponents;
    static constexpr BlockDescription kDescription{
        .key = "features.text.meanVectorComponents",
        .name = CROSSVIEW_TRANSLATABLE("FeatureBlock", "Mean word vector"),
        .use = CROSSVIEW_TRANSLATABLE("FeatureBlock", "Words that stand among the same others are near."),
        .label = "Mean word vector",
        .help = "Dimensions kept of the mean of the text's word vectors, which are learned on the training "
                "sentences; 0 leaves it out of y.",
        .maximum = 1000,
        .step = 50,
        .dimensions = 100,
    };
    static constexpr BlockSetting<Options> kSettings[]{
        {&Options::wordVectorSize, "features.text.wordVectorSize", "Word vector",
         "Dimensions of a word's vector, for the mean and for Fisher vectors.", "values", 2, 1000, 50}};
    /// Fits on the training sentences and gives the rows of all sentences in `rows` [sentences, dimensions].
    static FittedTextBlock fit(const TextFitInput& input);
    /// Reads what the block's save wrote with the same options.
    static std::shared_ptr<const TextBlock> load(const TextLoadInput& input);
};

} // namespace crossview
