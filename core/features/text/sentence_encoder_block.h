#pragma once

#include "features/components/pca.h"
#include "features/text/text_block.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace crossview {

/// What the words of a text mean: a sentence encoder, PCA fitted on training sentences, length 1. Immutable
/// after fit or load; safe to use from several threads. The encoder's weights are loaded when a text needs
/// them.
class SentenceEncoderBlock final : public TextBlock {
public:
    /// Fits the input's encoder on the training sentences. What the encoder gives is kept in features/raw:
    /// rows of known texts come from features/raw/<encoder>-<settings>.npy, the others are computed and
    /// stored batch by batch, so that an interrupted call goes on where it was. Throws Error when the encoder
    /// is not here, or when no training sentence has a word; Cancelled.
    static FittedTextBlock fit(std::string title, std::size_t components, const TextFitInput& input);
    /// Reads what save wrote. Throws Error when files are missing or damaged or of another encoder.
    static SentenceEncoderBlock load(std::string title, std::shared_ptr<const SentenceEncoder> encoder,
                                     const std::filesystem::path& folder);
    /// Writes text-encoder-mean.npy and text-encoder-components.npy.
    void save(const std::filesystem::path& folder) const override;

    std::size_t dimensions() const override { return m_pca.dimensions(); }
    /// Row of a text; all zeros when the encoder knows nothing of it.
    void row(std::string_view text, std::span<float> out) const override;
    /// Words of which the encoder knows no part.
    std::vector<std::string> unknownWords(std::string_view text) const override;
    bool isMeaning() const override { return true; }
    std::string description() const override { return m_title; }

private:
    SentenceEncoderBlock(std::string title, std::shared_ptr<const SentenceEncoder> encoder, Pca pca);
    Matrix project(MatrixView raw, const std::stop_token& stop = {}) const;

    std::string m_title;
    std::shared_ptr<const SentenceEncoder> m_encoder;
    Pca m_pca;
};

} // namespace crossview
