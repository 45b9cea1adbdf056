#include "features/text/mean_vector_features.h"

#include "common/hash.h"
#include "features/text/word_vector_block.h"

namespace crossview {
namespace {

WordPooling poolingOf(const TextFeatureOptions& options) {
    return {"mean-vector", "mean", static_cast<std::size_t>(options.meanComponents), std::nullopt};
}

} // namespace

FittedTextBlock MeanVectorFeatures::fit(const TextFitInput& input) {
    return WordVectorBlock::fit(poolingOf(input.options), WordSpace::fitted(input), input);
}

std::shared_ptr<const TextBlock> MeanVectorFeatures::load(const TextLoadInput& input) {
    return std::make_shared<const WordVectorBlock>(
        WordVectorBlock::load(poolingOf(input.options), WordSpace::loaded(input), input.folder));
}

void MeanVectorFeatures::addToKey(Hash& hash, const BlockKeyInput& input) {
    hash.add(kDescription.key).add(static_cast<long long>(input.options.text.meanComponents));
    addWordsToKey(hash, input);
}

} // namespace crossview
