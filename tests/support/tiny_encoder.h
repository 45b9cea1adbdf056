#pragma once

#include "encoders/language/sentence_encoder.h"
#include "files/atomic_file.h"
#include "files/file_hash.h"
#include "support/temporary_folder.h"
#include "support/tiny_bert.h"

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

namespace crossview::test {

/// Weights as the bytes of a safetensors file.
inline std::string safetensorsOf(const Weights& weights) {
    nlohmann::json header;
    std::string data;
    for (const auto& [name, tensor] : weights) {
        const std::size_t begin = data.size();
        data.append(reinterpret_cast<const char*>(tensor.values.data()), tensor.values.size_bytes());
        header[name] = {{"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {begin, data.size()}}};
    }
    const std::string text = header.dump();
    const std::uint64_t length = text.size();
    return std::string(reinterpret_cast<const char*>(&length), sizeof length) + text + data;
}

/// A folder of encoders ($CROSSVIEW_ENCODERS while it lives) with a made-up sentence encoder of 64 values:
/// the real way from files over the store to rows, without the real weights.
class TinyEncoder {
public:
    explicit TinyEncoder(const std::string& vocabulary) {
        if (const char* before = std::getenv("CROSSVIEW_ENCODERS"))
            m_before = before;
        ::setenv("CROSSVIEW_ENCODERS", m_folder.path().c_str(), 1);
        TinyShape shape;
        shape.vocabulary = 64;
        writeFileAtomically(folder() / "vocab.txt", vocabulary);
        writeFileAtomically(folder() / "model.safetensors", safetensorsOf(tinyWeights(shape)));
        m_entry.name = "tiny";
        m_entry.dimensions = static_cast<int>(shape.width);
        for (const char* file : {"model.safetensors", "vocab.txt"})
            m_entry.files.push_back({file, file, sha256OfFile(folder() / file)});
    }
    ~TinyEncoder() {
        if (m_before)
            ::setenv("CROSSVIEW_ENCODERS", m_before->c_str(), 1);
        else
            ::unsetenv("CROSSVIEW_ENCODERS");
    }
    TinyEncoder(const TinyEncoder&) = delete;
    TinyEncoder& operator=(const TinyEncoder&) = delete;

    std::filesystem::path folder() const { return m_folder.path() / "tiny"; }
    /// A fresh one, not loaded.
    std::shared_ptr<const SentenceEncoder> make() const {
        return std::make_shared<const SentenceEncoder>(m_entry, EncoderPrecision::float32);
    }

private:
    TemporaryFolder m_folder;
    EncoderEntry m_entry;
    std::optional<std::string> m_before;
};

} // namespace crossview::test
