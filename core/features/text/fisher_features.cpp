#include "features/text/fisher_features.h"

#include "common/hash.h"
#include "features/text/word_vector_block.h"

namespace crossview {
namespace {

WordCoding codingOf(const TextFeatureOptions& options) {
    return {static_cast<std::size_t>(options.fisherComponents),
            static_cast<std::size_t>(options.wordVectorSize), options.minimumCount,
            static_cast<std::size_t>(options.fisherCentres),
            options.fisherGaussian != 0 ? MixtureKind::gaussian : MixtureKind::hybrid};
}

} // namespace

FittedTextBlock FisherFeatures::fit(const TextFitInput& input) {
    return WordVectorBlock::fit(codingOf(input.options), input);
}

std::shared_ptr<const TextBlock> FisherFeatures::load(const TextLoadInput& input) {
    return std::make_shared<const WordVectorBlock>(
        WordVectorBlock::load(codingOf(input.options), input.folder));
}

void FisherFeatures::addToKey(Hash& hash, const BlockKeyInput& input) {
    const TextFeatureOptions& text = input.options.text;
    for (const int value :
         {text.fisherComponents, text.fisherCentres, text.fisherGaussian, text.wordVectorSize})
        hash.add(static_cast<long long>(value));
}

} // namespace crossview
