#include "features/feature_keys.h"

#include "common/hash.h"
#include "encoders/store/catalogue.h"

#include <algorithm>

namespace crossview {
namespace {

constexpr long long kImageVersion = 3;    // raise when image rows change for the same input
constexpr long long kSentenceVersion = 2; // raise when sentence rows change for the same input
constexpr long long kJoinVersion = 2;     // the same where words and other blocks are joined

Hash& operator<<(Hash& hash, int value) {
    return hash.add(static_cast<long long>(value));
}

/// Adds what a key depends on through a block.
template <typename Block>
void addBlock(Hash& hash, const BlockKeyInput& input) {
    if constexpr (requires { Block::addToKey(hash, input); }) {
        Block::addToKey(hash, input);
    } else {
        const FeatureBlock& block = *featureBlock(Block::kDescription.key);
        if (!block.inEveryKey) // else the place says what it is
            hash.add(block.key);
        for (const FeatureBlock::Setting& setting : block.settings)
            hash << setting.value(input.options);
        hash << block.components(input.options);
    }
}

/// Adds the blocks of a list that `wanted` tells, with `before` in front of each.
template <typename... Blocks, typename Wanted, typename Before>
void addBlocks(BlockList<Blocks...>, Hash& hash, const BlockKeyInput& input, Wanted wanted, Before before) {
    const auto add = [&]<typename Block>() {
        if (!wanted(*featureBlock(Block::kDescription.key)))
            return;
        before();
        addBlock<Block>(hash, input);
    };
    (add.template operator()<Blocks>(), ...);
}

std::string imageKey(const std::string& split, std::span<const PictureStamp> stamps,
                     const BlockKeyInput& input) {
    const ImageFeatureOptions& image = input.options.image;
    const auto nothing = [] {};
    Hash hash;
    hash.add("images").add(kImageVersion).add(split);
    for (const PictureStamp& stamp : stamps)
        hash.add(stamp);
    hash << image.size;
    addBlocks(
        ImageBlocks(), hash, input, [](const FeatureBlock& block) { return block.inEveryKey; }, nothing);
    for (const FeatureBlock& block : featureBlocks())
        if (block.view == View::image && block.inEveryKey && !block.encoder.empty())
            hash.add(encoderEntry(block.encoder).files.front().sha256);
    hash.add(static_cast<long long>(image.seed));
    // Where such a block is off the key is that of before, and so are the rows.
    addBlocks(
        ImageBlocks(), hash, input,
        [&](const FeatureBlock& block) {
            return !block.inEveryKey && block.reader.empty() && block.isOn(input.options);
        },
        nothing);
    if (image.precision != EncoderPrecision::float32 &&
        std::ranges::any_of(featureBlocks(), [&](const FeatureBlock& block) {
            return block.view == View::image && !block.encoder.empty() && block.isOn(input.options);
        }))
        hash.add("bfloat16");
    // What is computed from other blocks comes after them.
    addBlocks(
        ImageBlocks(), hash, input,
        [&](const FeatureBlock& block) {
            return !block.inEveryKey && !block.reader.empty() && block.isOn(input.options);
        },
        nothing);
    if (image.plainWeight != 1)
        hash.add(image.plainWeight);
    return hash.hex();
}

std::string sentenceKey(const Dataset& dataset, const SplitAssignment& splits, const BlockKeyInput& input) {
    const TextFeatureOptions& text = input.options.text;
    Hash hash;
    hash.add("sentences").add(kSentenceVersion);
    for (const SentenceItem& sentence : dataset.sentences())
        hash.add(sentence.text);
    for (const std::int32_t image : splits.imagesIn(Split::train)) {
        const auto described = dataset.relation().sentencesOf(static_cast<std::size_t>(image));
        hash << static_cast<int>(described.size());
        for (const std::int32_t sentence : described)
            hash << sentence;
    }
    addBlocks(
        TextBlocks(), hash, input, [](const FeatureBlock& block) { return block.inEveryKey; }, [] {});
    hash.add(static_cast<long long>(text.seed));
    addBlocks(
        TextBlocks(), hash, input,
        [&](const FeatureBlock& block) { return !block.inEveryKey && block.isOn(input.options); },
        [&] { hash.add(kJoinVersion); });
    return hash.hex();
}

/// The name of given rows holds a sum of their values; nothing else makes them.
std::string givenKey(const GivenRows& rows) {
    return Hash().add("given").add(rows.file.generic_string()).hex();
}

} // namespace

FeatureKeys featureKeys(const Dataset& dataset, const SplitAssignment& splits, const FeatureOptions& options,
                        std::span<const PictureStamp> stamps, const std::string& networkIdentity,
                        const std::string& wordFile) {
    const BlockKeyInput input{options, networkIdentity, wordFile};
    FeatureKeys keys;
    const GivenFeatures& given = dataset.given();
    keys.images = given.images.areGiven() ? givenKey(given.images) : imageKey(splits.hash(), stamps, input);
    keys.sentences =
        given.sentences.areGiven() ? givenKey(given.sentences) : sentenceKey(dataset, splits, input);
    keys.both = Hash().add(keys.images).add(keys.sentences).hex();
    return keys;
}

} // namespace crossview
