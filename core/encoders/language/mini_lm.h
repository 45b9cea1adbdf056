#pragma once

#include "common/matrix.h"
#include "encoders/language/dense.h"
#include "encoders/language/word_piece.h"
#include "encoders/weights/weights.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

namespace crossview {

/// all-MiniLM-L6-v2 (Wang et al. 2020; Reimers & Gurevych 2019): a BERT encoder that turns a text into a
/// point on the unit sphere, near to texts that mean the same. Layers, width and feed-forward width are read
/// from the weights; heads are 32 wide. Immutable; safe to use from several threads.
class MiniLm {
public:
    static constexpr std::size_t kTokens = 256; ///< at most, with [CLS] and [SEP]; what follows is not read

    /// Throws Error naming the file when one is missing or damaged or of another network.
    static std::shared_ptr<const MiniLm> load(const std::filesystem::path& vocabulary,
                                              const std::filesystem::path& model,
                                              EncoderPrecision precision = EncoderPrecision::float32);
    /// The same from read parts. Throws Error when weights are missing or of shapes that do not fit.
    MiniLm(WordPiece tokenizer, const Weights& weights,
           EncoderPrecision precision = EncoderPrecision::float32);
    ~MiniLm();
    MiniLm(const MiniLm&) = delete;
    MiniLm& operator=(const MiniLm&) = delete;

    /// Values per text: 384.
    std::size_t dimensions() const;
    /// False for a text of which it knows nothing: empty, blanks, punctuation, words of which the vocabulary
    /// has no piece. All such texts would share one point.
    bool reads(std::string_view text) const { return m_tokenizer.knowsAny(text); }
    /// Whether a text is longer than what is read of it.
    bool cutsOff(std::string_view text) const;
    /// Mean of the last layer over the tokens of each text, scaled to length 1: [texts, dimensions]. A text's
    /// row is the same whatever else is encoded with it. Throws Cancelled soon after a stop.
    Matrix encode(std::span<const std::string> texts, const std::stop_token& stop = {}) const;

private:
    struct Network;

    WordPiece m_tokenizer;
    std::unique_ptr<const Network> m_network;
};

} // namespace crossview
