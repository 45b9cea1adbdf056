#pragma once

#include "common/matrix.h"
#include "encoders/precision.h"
#include "features/feature_block.h"

#include <memory>

namespace crossview {

class Hash;
class SentenceEncoder;
class TextBlock;
struct FittedTextBlock;
struct BlockKeyInput;
struct TextFitInput;
struct TextLoadInput;

/// Options of the meaning.
struct MiniLmOptions {
    int miniLmComponents = 0; ///< PCA components of all-MiniLM-L6-v2's 384 values (what the words mean)
};

/// The block of meaning: the MiniLM sentence encoder, reduced by PCA (sentence_encoder_block.h).
struct MiniLmFeatures {
    using Options = MiniLmOptions;
    static constexpr int Options::*kComponents = &Options::miniLmComponents;
    static constexpr BlockDescription kDescription{
        .key = "features.text.miniLmComponents",
        .name = CROSSVIEW_TRANSLATABLE("FeatureBlock", "Meaning (MiniLM)"),
        .use = CROSSVIEW_TRANSLATABLE("FeatureBlock", "Understands words that no training text holds."),
        .label = "Meaning (MiniLM)",
        .help = "Dimensions kept of what the text means, so that words outside the training texts are "
                "understood; 0 leaves it out of y.",
        .maximum = 384,
        .step = 32,
        .dimensions = 384,
        .encoder = "minilm-l6",
        .place = 1,
    };
    /// Fits on the training sentences and gives the rows of all sentences in `rows` [sentences, dimensions].
    static FittedTextBlock fit(const TextFitInput& input);
    /// Reads what the block's save wrote with the same options.
    static std::shared_ptr<const TextBlock> load(const TextLoadInput& input);
    /// Dimensions and the encoder's weights, vocabulary and precision.
    static void addToKey(Hash& hash, const BlockKeyInput& input);
};

/// MiniLM of the catalogue, with its weights not loaded yet.
std::shared_ptr<const SentenceEncoder> miniLmEncoder(EncoderPrecision precision = EncoderPrecision::float32);

} // namespace crossview
