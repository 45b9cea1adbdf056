#pragma once

#include "features/components/pca.h"
#include "features/fisher/mixture.h"
#include "features/text/text_block.h"
#include "features/text/word_space.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// How the vectors of a text's words become one.
struct WordPooling {
    std::string prefix; ///< of its files
    std::string title;  ///< in a list for a person
    std::size_t components;
    std::optional<Mixture> mixture; ///< the Fisher vector under it; else the mean
};

/// A text as the mean or the Fisher vector of its word vectors, then PCA fitted on training sentences,
/// length 1. B. Klein, G. Lev, G. Sadeh and L. Wolf, "Associating Neural Word Embeddings with Deep Image
/// Representations using Fisher Vectors", CVPR 2015. Where as many components are asked for as there are
/// values, these are taken as they are. Immutable after fit or load; safe to use from several threads.
class WordVectorBlock final : public TextBlock {
public:
    /// Fits the PCA on training sentences, some thousand drawn by the seed where there are more.
    static FittedTextBlock fit(WordPooling pooling, SharedWords words, const TextFitInput& input);
    /// Reads what save wrote. Throws Error when files are missing, damaged or do not fit.
    static WordVectorBlock load(WordPooling pooling, SharedWords words, const std::filesystem::path& folder);
    /// Writes the words (WordSpace::save), <prefix>-mixture.npy and the PCA.
    void save(const std::filesystem::path& folder) const override;

    std::size_t dimensions() const override { return m_pca ? m_pca->dimensions() : pooledDimensions(); }
    /// Row of a text; all zeros when no word of it has a vector.
    void row(std::string_view text, std::span<float> out) const override;
    double knownShare(std::string_view text) const override { return m_words->knownShare(text); }
    std::vector<std::string> unknownWords(std::string_view text) const override {
        return m_words->unknownWords(text);
    }
    std::string description() const override;

private:
    WordVectorBlock(WordPooling pooling, SharedWords words)
        : m_pooling(std::move(pooling)), m_words(std::move(words)) {}
    std::size_t pooledDimensions() const;
    /// The mean or the Fisher vector, of length 1; false and all zeros when no word has a vector.
    bool pool(std::string_view text, std::span<float> out) const;
    /// Rows [texts, dimensions] of texts.
    Matrix rows(std::span<const std::string_view> texts, const std::stop_token& stop) const;

    WordPooling m_pooling;
    SharedWords m_words;
    std::optional<Pca> m_pca;
};

/// Word vectors of length 1 are multiplied by this before a mixture sees them, as in Klein et al.'s code: its
/// floors of scales belong to values of this size.
inline constexpr float kMixtureScale = 10;

} // namespace crossview
