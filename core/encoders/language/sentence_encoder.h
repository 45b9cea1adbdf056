#pragma once

#include "common/matrix.h"
#include "encoders/precision.h"
#include "encoders/store/catalogue.h"

#include <cstddef>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

namespace crossview {

/// A sentence encoder of the catalogue. Making one reads nothing: its weights are loaded by the first call
/// that needs them, because rows that are stored need none. Safe to use from several threads.
class SentenceEncoder {
public:
    SentenceEncoder(EncoderEntry encoder, EncoderPrecision precision);
    ~SentenceEncoder();
    SentenceEncoder(const SentenceEncoder&) = delete;
    SentenceEncoder& operator=(const SentenceEncoder&) = delete;

    const std::string& name() const;
    std::size_t dimensions() const;
    /// What its values depend on besides the text: weights, vocabulary and precision.
    std::string settings() const;
    /// Loads the weights now. Throws Error that says how to get them, or what is wrong with them.
    void load() const;
    /// Whether it knows anything of a text. Loads the weights.
    bool reads(std::string_view text) const;
    /// Whether a text is longer than what it reads of it (256 pieces of words). Loads the weights where the
    /// text's length does not tell.
    bool cutsOff(std::string_view text) const;
    /// One row per text, length 1 [texts, dimensions]; zeros for a text of which it knows nothing.
    Matrix encode(std::span<const std::string> texts, const std::stop_token& stop = {}) const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace crossview
