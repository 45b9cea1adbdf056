#pragma once

#include "features/feature_block.h"
#include "features/image/gist_features.h"
#include "features/image/hog_features.h"
#include "features/image/hsv_features.h"
#include "features/image/lite_features.h"
#include "features/image/patch_features.h"
#include "features/image/tiny_features.h"
#include "features/image/user_network_features.h"
#include "features/name_features.h"
#include "features/text/character_features.h"
#include "features/text/fisher_features.h"
#include "features/text/mean_vector_features.h"
#include "features/text/mini_lm_features.h"
#include "features/text/tfidf_features.h"

#include <span>
#include <string_view>

namespace crossview {

/// Types of blocks in an order. The options of a view hold those of all its blocks.
template <typename... Blocks>
struct BlockList {
    struct Options : Blocks::Options... {};
};

// The one table of blocks, in the order in which they are joined into a row and listed among the options.
// A block is a type that describes itself in its own header; keys, options, availability, chains, window and
// command line follow from the lists. It has
//   Options           a struct of its members of ImageFeatureOptions or TextFeatureOptions
//   kDescription      its BlockDescription
//   kComponents       the member of Options that holds its dimensions
//   kSettings         optional: an array of BlockSetting<Options>
//   isOn(options)     optional: whether it is among the features, where components > 0 does not say all
//   addToKey(…)       optional: what a key of stored features depends on through it, where that is more than
//                     settings and components (BlockKeyInput)
// and to compute: image blocks raw(RawBlockInput) (raw_blocks.h), text blocks fit and load (text_block.h).
// NameFeatures alone is not computed from a picture but from other blocks (ImageChain).
using ImageBlocks = BlockList<HsvFeatures, HogFeatures, TinyFeatures, GistFeatures, PatchFeatures,
                              Lite0Features, Lite2Features, NameFeatures, UserNetworkFeatures>;
// Words before meaning.
using TextBlocks =
    BlockList<TfidfFeatures, CharacterFeatures, MeanVectorFeatures, FisherFeatures, MiniLmFeatures>;

/// Whether the options of its view put a block among the features.
template <typename Block, typename Options>
bool isOn(const Options& options) {
    if constexpr (requires { Block::isOn(options); })
        return Block::isOn(options);
    else
        return options.*Block::kComponents > 0;
}

/// All blocks: the images' in the order of the table, then the sentences'.
std::span<const FeatureBlock> featureBlocks();
/// The block of an option, or nullptr.
const FeatureBlock* featureBlock(std::string_view key);

} // namespace crossview
