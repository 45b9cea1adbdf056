#pragma once

#include "common/matrix.h"
#include "common/progress.h"
#include "dataset/dataset.h"
#include "encoders/language/sentence_encoder.h"
#include "features/components/pca.h"

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
class EncoderBlock {
public:
    /// Fits on the training sentences and gives the rows of all sentences in `rows` [sentences, dimensions].
    /// What the encoder gives is kept in features/raw. Throws Error when the encoder is not here, or when no
    /// training sentence has a word; Cancelled.
    static EncoderBlock fit(std::shared_ptr<const SentenceEncoder> encoder, std::size_t components,
                            std::uint64_t seed, std::span<const SentenceItem> sentences,
                            std::span<const std::int32_t> training,
                            const std::filesystem::path& featuresFolder, Matrix& rows,
                            const std::stop_token& stop, const ProgressSink& progress);
    /// Reads what save wrote. Throws Error when files are missing or damaged or of another encoder.
    static EncoderBlock load(std::shared_ptr<const SentenceEncoder> encoder,
                             const std::filesystem::path& folder);
    /// Writes text-encoder-mean.npy and text-encoder-components.npy.
    void save(const std::filesystem::path& folder) const;

    std::size_t dimensions() const { return m_pca.dimensions(); }
    /// Row of a text; all zeros when it has no token.
    void row(std::string_view text, std::span<float> out) const;

private:
    EncoderBlock(std::shared_ptr<const SentenceEncoder> encoder, Pca pca);
    Matrix project(MatrixView raw, const std::stop_token& stop = {}) const;

    std::shared_ptr<const SentenceEncoder> m_encoder;
    Pca m_pca;
};

/// What the encoder gives for every sentence [sentences, encoder's dimensions], in half precision: rows of
/// known texts come from features/raw/<encoder>-<settings>.npy, the others are computed and stored batch by
/// batch, so that an interrupted call goes on where it was. Throws as EncoderBlock::fit.
Matrix rawSentenceRows(const SentenceEncoder& encoder, std::span<const SentenceItem> sentences,
                       const std::filesystem::path& featuresFolder, const std::stop_token& stop,
                       const ProgressSink& progress);

} // namespace crossview
