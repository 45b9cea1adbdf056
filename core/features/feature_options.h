#pragma once

#include "encoders/precision.h"
#include "features/blocks.h"
#include "features/text/words/word_options.h"

#include <cstdint>
#include <string>

namespace crossview {

/// Image features: the options of all blocks and what they share. Each block is reduced by PCA fitted on
/// training images, scaled to unit mean square, weighted and joined. 0 components leave a block out.
struct ImageFeatureOptions : ImageBlocks::Options {
    int size = 128; ///< pixels; pictures are fitted into a white square of this side
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
    return isOn<NameFeatures>(options);
}

/// Sentence features: the options of all blocks and what they share. Each block has rows of length 1; k
/// blocks are joined with weight 1/sqrt(k). 0 components leave a block out.
struct TextFeatureOptions : TextBlocks::Options {
    WordOptions words = {}; ///< of the blocks that are made of word vectors
    /// What MiniLM computes in (cosine of bfloat16 to float32 above 0.9999).
    EncoderPrecision precision = EncoderPrecision::float32;
    std::uint64_t seed = 1;
};

struct FeatureOptions {
    ImageFeatureOptions image;
    TextFeatureOptions text;
};

/// What a block may add to the key of stored features (feature_keys.h).
struct BlockKeyInput {
    const FeatureOptions& options;
    const std::string& userNetworkIdentity; ///< empty without a network of the user's own
    const std::string& wordFileIdentity;    ///< empty where no block reads a file of word vectors
};

} // namespace crossview
