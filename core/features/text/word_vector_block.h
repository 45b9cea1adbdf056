#pragma once

#include "features/components/pca.h"
#include "features/text/hybrid_mixture.h"
#include "features/text/text_block.h"
#include "features/text/word_vectors.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// How texts are coded by the vectors of their words.
struct WordCoding {
    std::size_t components = 0; ///< of the PCA
    std::size_t wordSize = 100; ///< dimensions of a word's vector
    int minimumCount = 2;       ///< training sentences a word must occur in
    std::size_t centres = 0;    ///< of the mixture for Fisher vectors; 0: the mean of the vectors
    MixtureKind kind = MixtureKind::hybrid;
};

/// Texts by the vectors of their words, learned on the training sentences: the mean of the vectors, or their
/// Fisher vector under a mixture of these; reduced by PCA fitted on training sentences, length 1
/// (method.md 1.7). Immutable after fit or load; safe to use from several threads.
class WordVectorBlock final : public TextBlock {
public:
    /// Words that the mixture is fitted on, and sentences that the PCA is, at most: every n-th.
    static constexpr std::size_t kMixtureWords = 20000;
    static constexpr std::size_t kPcaSentences = 10000;

    /// Where too few words come often enough it has no dimensions and remarks on that. Throws Cancelled.
    static FittedTextBlock fit(const WordCoding& coding, const TextFitInput& input);
    /// Reads what save wrote with the same coding. Throws Error when files are missing, damaged or do not
    /// fit.
    static WordVectorBlock load(const WordCoding& coding, const std::filesystem::path& folder);
    /// Writes the word vectors, for Fisher vectors the mixture, and the PCA, as "fisher-…" or "word-means-…".
    void save(const std::filesystem::path& folder) const override;

    std::size_t dimensions() const override { return m_vectors.size() == 0 ? 0 : m_pca.dimensions(); }
    /// Row of a text; all zeros when no word of it is known.
    void row(std::string_view text, std::span<float> out) const override;
    double knownShare(std::string_view text) const override { return m_vectors.knownShare(text); }
    std::vector<std::string> unknownWords(std::string_view text) const override {
        return m_vectors.unknownWords(text);
    }
    std::string description() const override;

private:
    explicit WordVectorBlock(const WordCoding& coding) : m_coding(coding) {}
    std::size_t rawSize() const;
    /// Values of a text before PCA [rawSize]; false and zeros where it has no known word.
    bool raw(std::string_view text, std::span<float> out) const;
    /// Rows of texts [texts, dimensions].
    Matrix rows(std::span<const std::string_view> texts) const;

    WordCoding m_coding;
    WordVectors m_vectors;
    std::optional<HybridMixture> m_mixture;
    Pca m_pca;
};

} // namespace crossview
