#pragma once

#include "common/matrix.h"
#include "features/feature_block.h"

#include <memory>

namespace crossview {

class Hash;
class TextBlock;
struct FittedTextBlock;
struct BlockKeyInput;
struct TextFitInput;
struct TextLoadInput;

/// Options of the words.
struct TfidfOptions {
    int minimumCount = 2; ///< training sentences a stem must occur in
    int components = 800; ///< rows of the truncated SVD
    bool stem = true;     ///< Snowball English stemmer
    bool bigrams = false; ///< pairs of neighbouring stems as terms of their own
};

/// The block of words: tf-idf over light stems, reduced by truncated SVD (tfidf_block.h).
struct TfidfFeatures {
    using Options = TfidfOptions;
    static constexpr int Options::*kComponents = &Options::components;
    static constexpr BlockDescription kDescription{
        .key = "features.text.components",
        .name = CROSSVIEW_TRANSLATABLE("FeatureBlock", "Words (tf-idf)"),
        .use = CROSSVIEW_TRANSLATABLE("FeatureBlock", "The exact words."),
        .label = "Words (tf-idf)",
        .help = "Dimensions kept of which words stand in the text (truncated SVD of tf-idf); 0 leaves them "
                "out of y.",
        .maximum = 8192,
        .step = 50,
        .dimensions = 800,
        .inEveryKey = true,
    };
    static constexpr BlockSetting<Options> kSettings[]{
        {&Options::minimumCount, "features.text.minimumCount", "Rarest stem",
         "A word stem must occur in this many training sentences.", "times", 1, 1000, 1}};
    /// Fits on the training sentences and gives the rows of all sentences in `rows` [sentences, dimensions].
    static FittedTextBlock fit(const TextFitInput& input);
    /// Reads what the block's save wrote with the same options.
    static std::shared_ptr<const TextBlock> load(const TextLoadInput& input);
    /// All its options.
    static void addToKey(Hash& hash, const BlockKeyInput& input);
};

} // namespace crossview
