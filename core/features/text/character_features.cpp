#include "features/text/character_features.h"

#include "features/text/tfidf_block.h"

#include <algorithm>

namespace crossview {
namespace {

constexpr std::size_t kShortest = 3;
constexpr std::size_t kLongest = 5;

/// Each word once per n-gram. Words are not stemmed: their ends are a part of how they are spelt.
std::vector<Token> gramTokens(std::string_view text) {
    std::vector<Token> tokens;
    for (const Token& token : textTokens(text, false))
        for (std::string& gram : characterGrams(token.word))
            tokens.push_back({token.word, std::move(gram)});
    return tokens;
}

std::vector<std::string> gramTerms(std::string_view text) {
    std::vector<std::string> terms;
    for (Token& token : gramTokens(text))
        terms.push_back(std::move(token.term));
    return terms;
}

TermCounting countingOf(const TextFeatureOptions& options) {
    return {"characters", "character n-grams", options.minimumCount, options.characterComponents, gramTokens,
            gramTerms};
}

} // namespace

std::vector<std::string> characterGrams(std::string_view word) {
    const std::string marked = "<" + std::string(word) + ">";
    std::vector<std::size_t> starts; // of the characters, and the end
    for (std::size_t i = 0; i < marked.size(); ++i)
        if ((static_cast<unsigned char>(marked[i]) & 0xC0U) != 0x80U)
            starts.push_back(i);
    starts.push_back(marked.size());
    std::vector<std::string> grams;
    for (std::size_t first = 0; first + kShortest < starts.size(); ++first)
        for (std::size_t end = first + kShortest; end <= std::min(first + kLongest, starts.size() - 1); ++end)
            grams.push_back(marked.substr(starts[first], starts[end] - starts[first]));
    return grams;
}

FittedTextBlock CharacterFeatures::fit(const TextFitInput& input) {
    return TfidfBlock::fit(countingOf(input.options), input);
}

std::shared_ptr<const TextBlock> CharacterFeatures::load(const TextLoadInput& input) {
    return std::make_shared<const TfidfBlock>(TfidfBlock::load(countingOf(input.options), input.folder));
}

} // namespace crossview
