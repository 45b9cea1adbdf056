#include "features/text/mean_vector_features.h"

#include "features/text/word_vector_block.h"

namespace crossview {
namespace {

WordCoding codingOf(const TextFeatureOptions& options) {
    return {static_cast<std::size_t>(options.meanVectorComponents),
            static_cast<std::size_t>(options.wordVectorSize), options.minimumCount, 0, MixtureKind::hybrid};
}

} // namespace

FittedTextBlock MeanVectorFeatures::fit(const TextFitInput& input) {
    return WordVectorBlock::fit(codingOf(input.options), input);
}

std::shared_ptr<const TextBlock> MeanVectorFeatures::load(const TextLoadInput& input) {
    return std::make_shared<const WordVectorBlock>(
        WordVectorBlock::load(codingOf(input.options), input.folder));
}

} // namespace crossview
