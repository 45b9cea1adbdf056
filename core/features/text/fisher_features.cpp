#include "features/text/fisher_features.h"

#include "common/hash.h"
#include "common/linear_algebra.h"
#include "features/fisher/mixture_file.h"
#include "features/fisher/mixture_fit.h"
#include "features/text/word_vector_block.h"

namespace crossview {
namespace {

WordPooling poolingOf(const TextFeatureOptions& options, Mixture mixture) {
    const bool hybrid = options.fisherMixture == MixtureKind::hybrid;
    return {FisherFeatures::kPrefix, hybrid ? "HGLMM Fisher vector" : "GMM Fisher vector",
            static_cast<std::size_t>(options.fisherComponents), std::move(mixture)};
}

} // namespace

FittedTextBlock FisherFeatures::fit(const TextFitInput& input) {
    const SharedWords words = WordSpace::fitted(input);
    Matrix points = chosenRows(words->table().vectors(), words->fitRows());
    for (float& value : points.values())
        value *= kMixtureScale;
    const Mixture mixture =
        asStored(fitMixture(points,
                            {.kind = input.options.fisherMixture,
                             .centres = static_cast<std::size_t>(input.options.fisherCentres),
                             .seed = input.options.seed},
                            input.stop, input.progress));
    return WordVectorBlock::fit(poolingOf(input.options, mixture), words, input);
}

std::shared_ptr<const TextBlock> FisherFeatures::load(const TextLoadInput& input) {
    return std::make_shared<const WordVectorBlock>(WordVectorBlock::load(
        poolingOf(input.options, readMixture(input.folder / (std::string(kPrefix) + "-mixture.npy"))),
        WordSpace::loaded(input), input.folder));
}

void FisherFeatures::addToKey(Hash& hash, const BlockKeyInput& input) {
    const TextFeatureOptions& text = input.options.text;
    hash.add(kDescription.key).add(static_cast<long long>(text.fisherComponents));
    hash.add(static_cast<long long>(text.fisherCentres)).add(static_cast<long long>(text.fisherMixture));
    addWordsToKey(hash, input);
}

} // namespace crossview
