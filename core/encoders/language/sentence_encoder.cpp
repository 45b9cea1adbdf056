#include "encoders/language/sentence_encoder.h"

#include "common/error.h"
#include "encoders/language/mini_lm.h"
#include "encoders/store/encoder_store.h"

#include <algorithm>
#include <mutex>

#include <fmt/format.h>

namespace crossview {

struct SentenceEncoder::Impl {
    EncoderEntry encoder;
    EncoderPrecision precision;
    std::mutex mutex;
    std::shared_ptr<const MiniLm> network;

    const MiniLm& loaded() {
        const std::lock_guard lock(mutex);
        if (!network) {
            const auto vocabulary = encoderFile(encoder, "vocab.txt");
            const auto model = encoderFile(encoder, "model.safetensors");
            auto read = MiniLm::load(vocabulary, model, precision);
            if (read->dimensions() != static_cast<std::size_t>(encoder.dimensions))
                throw Error(
                    fmt::format("{} gives {} values per text and the catalogue says {}: get the encoder {} "
                                "again.",
                                model.string(), read->dimensions(), encoder.dimensions, encoder.name));
            network = std::move(read);
        }
        return *network;
    }
};

SentenceEncoder::SentenceEncoder(EncoderEntry encoder, EncoderPrecision precision)
    : m_impl(new Impl{std::move(encoder), precision, {}, {}}) {}
SentenceEncoder::~SentenceEncoder() = default;

const std::string& SentenceEncoder::name() const {
    return m_impl->encoder.name;
}

std::size_t SentenceEncoder::dimensions() const {
    return static_cast<std::size_t>(m_impl->encoder.dimensions);
}

std::string SentenceEncoder::settings() const {
    std::string settings = m_impl->precision == EncoderPrecision::bfloat16 ? "bfloat16" : "float32";
    for (const EncoderFile& file : m_impl->encoder.files)
        settings += " " + file.sha256;
    return settings;
}

void SentenceEncoder::load() const {
    m_impl->loaded();
}

bool SentenceEncoder::reads(std::string_view text) const {
    return m_impl->loaded().reads(text);
}

bool SentenceEncoder::cutsOff(std::string_view text) const {
    // Every piece has a byte at least, and two places are taken.
    return text.size() + 2 > MiniLm::kTokens && m_impl->loaded().cutsOff(text);
}

Matrix SentenceEncoder::encode(std::span<const std::string> texts, const std::stop_token& stop) const {
    const MiniLm& network = m_impl->loaded();
    Matrix rows = network.encode(texts, stop);
    for (std::size_t i = 0; i < texts.size(); ++i)
        if (!network.reads(texts[i])) // it would give the one point that all empty texts share
            std::ranges::fill(rows.row(i), 0.F);
    return rows;
}

} // namespace crossview
