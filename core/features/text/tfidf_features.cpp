#include "features/text/tfidf_features.h"

#include "common/hash.h"
#include "features/feature_options.h"
#include "features/text/tfidf_block.h"

namespace crossview {

namespace {

TermCounting countingOf(const TextFeatureOptions& options) {
    const bool stem = options.stem;
    const bool bigrams = options.bigrams;
    return {"text",
            std::string(stem ? "stems" : "words") + (bigrams ? " and pairs" : ""),
            options.minimumCount,
            options.components,
            [stem](std::string_view text) { return textTokens(text, stem); },
            [stem, bigrams](std::string_view text) { return textTerms(text, stem, bigrams); }};
}

} // namespace

FittedTextBlock TfidfFeatures::fit(const TextFitInput& input) {
    return TfidfBlock::fit(countingOf(input.options), input);
}

std::shared_ptr<const TextBlock> TfidfFeatures::load(const TextLoadInput& input) {
    return std::make_shared<const TfidfBlock>(TfidfBlock::load(countingOf(input.options), input.folder));
}

void TfidfFeatures::addToKey(Hash& hash, const BlockKeyInput& input) {
    const TextFeatureOptions& text = input.options.text;
    for (const int value : {text.minimumCount, text.components, text.stem ? 1 : 0, text.bigrams ? 1 : 0})
        hash.add(static_cast<long long>(value));
}

} // namespace crossview
