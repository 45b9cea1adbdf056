#pragma once

#include "common/matrix.h"
#include "common/progress.h"
#include "common/row_parts.h"
#include "dataset/splits.h"
#include "features/feature_options.h"
#include "features/text/text_block.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

class FittedTextChain;

/// The fitted way from a text to its feature row: the blocks that the options ask for, each of length 1,
/// joined with weight 1/sqrt(number of blocks), less for one that knows only a share of the text. Blocks of
/// words stand before blocks of meaning. Immutable after fit or load; safe to use from several threads.
class TextChain {
public:
    /// Fits the blocks on the training sentences. Throws Error when the options leave no block, when no word
    /// occurs often enough among the training sentences, or when the encoder (empty: MiniLM) is not here.
    static FittedTextChain fit(const TextFeatureOptions& options, const Dataset& dataset,
                               const SplitAssignment& splits, const std::filesystem::path& featuresFolder,
                               const std::stop_token& stop, const ProgressSink& progress,
                               std::shared_ptr<const SentenceEncoder> encoder = {});
    /// Reads what save wrote with the same options. Throws Error when files are missing, damaged or do not
    /// fit. The encoder may be missing until a text is to be encoded.
    static TextChain load(const TextFeatureOptions& options, const std::filesystem::path& folder,
                          std::shared_ptr<const SentenceEncoder> encoder = {});
    void save(const std::filesystem::path& folder) const;

    std::size_t dimensions() const;
    /// Feature row of a text, length 1; all zeros when no block knows anything of it. Throws Error when the
    /// encoder is needed and not here.
    std::vector<float> features(std::string_view text) const;
    /// Words that are in no training sentence, whether or not MiniLM reads them; without a block that counts
    /// words, those of which MiniLM knows no part.
    std::vector<std::string> unknownWords(std::string_view text) const;
    std::string description() const;
    /// Sentences for a person on what could not be used when it was fitted; none after load.
    const std::vector<std::string>& remarks() const { return m_remarks; }
    /// Leading values of a row that stand for its words where others stand for its meaning; 0 without both.
    std::size_t wordColumns() const;

private:
    friend class FittedTextChain;

    /// Joins rows of all blocks, each scaled by the share of the text that its block knows.
    void join(std::span<const float> shares, std::span<float> row) const;

    std::vector<std::shared_ptr<const TextBlock>> m_blocks; // words before meaning
    std::vector<std::string> m_remarks;
};

/// A chain that was fitted, with what it takes to make the rows of the sentences of its data set, which must
/// live as long.
class FittedTextChain {
public:
    const TextChain& chain() const { return m_chain; }
    /// Gives the rows of all sentences [sentences, dimensions] to the sink, some thousand at a time: a
    /// million sentences need not lie in memory. The chain then remarks on those that no block can read.
    /// Throws Cancelled.
    void makeRows(const RowSink& sink, const std::stop_token& stop, const ProgressSink& progress);

private:
    friend class TextChain;
    FittedTextChain(TextChain chain, std::vector<FittedTextBlock> blocks,
                    std::span<const SentenceItem> sentences)
        : m_chain(std::move(chain)), m_blocks(std::move(blocks)), m_sentences(sentences) {}

    TextChain m_chain;
    std::vector<FittedTextBlock> m_blocks;
    std::span<const SentenceItem> m_sentences;
};

} // namespace crossview
