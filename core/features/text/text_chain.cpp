#include "features/text/text_chain.h"

#include "common/error.h"
#include "common/linear_algebra.h"
#include "encoders/store/catalogue.h"

#include <algorithm>

#include <fmt/format.h>

namespace crossview {
namespace {

void checkBlocks(const TextFeatureOptions& options) {
    if (options.components <= 0 && options.miniLmComponents <= 0)
        throw Error(
            "Every sentence feature is switched off: give tf-idf (features.text.components) or MiniLM "
            "(features.text.miniLmComponents) at least one component.");
}

/// Joins the blocks of one text. Both have length 1, so that scaling to length 1 is the weight 1/sqrt(2) each
/// where all words are known. Words count by the share of the text that they know: of "a romantic evening"
/// tf-idf may know only the stem "even", and would answer with even-toed animals. Meaning then takes the rest
/// of the length: the network reads rows of length 1 in training, and half a row would reach its hidden layer
/// weaker than any text it has seen.
void join(std::span<float> words, double knownShare, std::span<const float> meaning, std::span<float> out) {
    const bool both = !words.empty() && !meaning.empty();
    if (both)
        for (float& value : words)
            value *= static_cast<float>(knownShare);
    std::ranges::copy(meaning, std::ranges::copy(words, out.begin()).out);
    if (both) // one block alone keeps its bits
        normalise(out);
}

} // namespace

std::shared_ptr<const SentenceEncoder> miniLmEncoder(EncoderPrecision precision) {
    return std::make_shared<const SentenceEncoder>(encoderEntry("minilm-l6"), precision);
}

TextChain TextChain::fit(const TextFeatureOptions& options, const Dataset& dataset,
                         const SplitAssignment& splits, const std::filesystem::path& featuresFolder,
                         Matrix& rows, const std::stop_token& stop, const ProgressSink& progress,
                         std::shared_ptr<const SentenceEncoder> encoder) {
    checkBlocks(options);
    TextChain chain;
    Matrix words(dataset.sentences().size(), 0);
    Matrix meaning(dataset.sentences().size(), 0);
    if (options.components > 0)
        chain.m_words = TfidfBlock::fit(options, dataset, splits, words, stop, progress);
    if (options.miniLmComponents > 0)
        chain.m_meaning = EncoderBlock::fit(
            encoder ? std::move(encoder) : miniLmEncoder(options.precision),
            static_cast<std::size_t>(options.miniLmComponents), options.seed, dataset.sentences(),
            splits.sentencesIn(Split::train, dataset.relation()), featuresFolder, meaning, stop, progress);
    rows = Matrix(dataset.sentences().size(), chain.dimensions());
    for (std::size_t i = 0; i < rows.rows(); ++i)
        join(words.row(i), chain.knownShare(dataset.sentences()[i].text), meaning.row(i), rows.row(i));
    return chain;
}

TextChain TextChain::load(const TextFeatureOptions& options, const std::filesystem::path& folder,
                          std::shared_ptr<const SentenceEncoder> encoder) {
    checkBlocks(options);
    TextChain chain;
    if (options.components > 0)
        chain.m_words = TfidfBlock::load(options, folder);
    if (options.miniLmComponents > 0)
        chain.m_meaning =
            EncoderBlock::load(encoder ? std::move(encoder) : miniLmEncoder(options.precision), folder);
    return chain;
}

void TextChain::save(const std::filesystem::path& folder) const {
    if (m_words)
        m_words->save(folder);
    if (m_meaning)
        m_meaning->save(folder);
}

std::vector<float> TextChain::features(std::string_view text) const {
    std::vector<float> words(wordDimensions());
    std::vector<float> meaning(meaningDimensions());
    if (m_words)
        m_words->row(text, words);
    if (m_meaning)
        m_meaning->row(text, meaning);
    std::vector<float> row(dimensions());
    join(words, knownShare(text), meaning, row);
    return row;
}

double TextChain::knownShare(std::string_view text) const {
    return m_words && m_meaning ? m_words->knownShare(text) : 1;
}

std::vector<std::string> TextChain::unknownWords(std::string_view text) const {
    return m_words && !m_meaning ? m_words->unknownWords(text) : std::vector<std::string>();
}

std::string TextChain::description() const {
    std::string names = m_words ? m_words->description() : std::string();
    if (m_meaning)
        names += names.empty() ? "MiniLM" : " + MiniLM";
    return fmt::format("{}, {}-D", names, dimensions());
}

} // namespace crossview
