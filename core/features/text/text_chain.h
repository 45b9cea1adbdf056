#pragma once

#include "common/matrix.h"
#include "common/progress.h"
#include "dataset/splits.h"
#include "encoders/language/sentence_encoder.h"
#include "features/text/sentence_encoder_block.h"
#include "features/feature_options.h"
#include "features/text/tfidf_block.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// MiniLM of the catalogue, with its weights not loaded yet.
std::shared_ptr<const SentenceEncoder> miniLmEncoder(EncoderPrecision precision = EncoderPrecision::float32);

/// The fitted way from a text to its feature row: a block of its words (tf-idf) and a block of its meaning
/// (MiniLM), each of length 1, joined with weight 1/sqrt(number of blocks), less for words where some are
/// unknown. Immutable after fit or load; safe
/// to use from several threads.
class TextChain {
public:
    /// Fits the blocks that the options ask for on the training sentences and gives the rows of all sentences
    /// in `rows` [sentences, dimensions]. Throws Error when the options leave no block, when no word occurs
    /// often enough among the training sentences, or when the encoder (empty: MiniLM) is not here.
    static TextChain fit(const TextFeatureOptions& options, const Dataset& dataset,
                         const SplitAssignment& splits, const std::filesystem::path& featuresFolder,
                         Matrix& rows, const std::stop_token& stop, const ProgressSink& progress,
                         std::shared_ptr<const SentenceEncoder> encoder = {});
    /// Reads what save wrote with the same options. Throws Error when files are missing, damaged or do not
    /// fit. The encoder may be missing until a text is to be encoded.
    static TextChain load(const TextFeatureOptions& options, const std::filesystem::path& folder,
                          std::shared_ptr<const SentenceEncoder> encoder = {});
    void save(const std::filesystem::path& folder) const;

    std::size_t dimensions() const { return wordDimensions() + meaningDimensions(); }
    /// Feature row of a text, length 1; all zeros when no block knows anything of it. Throws Error when the
    /// encoder is needed and not here.
    std::vector<float> features(std::string_view text) const;
    /// Words outside the training sentences' vocabulary; none where MiniLM reads them all the same.
    std::vector<std::string> unknownWords(std::string_view text) const;
    std::string description() const;
    /// How much of a text its words count for, 0 to 1 (Tfidf::knownShare); 1 with one block.
    double knownShare(std::string_view text) const;
    /// Leading values of a row that stand for its words where others stand for its meaning; 0 with one block.
    std::size_t wordColumns() const { return m_words && m_meaning ? wordDimensions() : 0; }

private:
    std::size_t wordDimensions() const { return m_words ? m_words->dimensions() : 0; }
    std::size_t meaningDimensions() const { return m_meaning ? m_meaning->dimensions() : 0; }

    std::optional<TfidfBlock> m_words;
    std::optional<EncoderBlock> m_meaning;
};

} // namespace crossview
