#include "common/hash.h"

#include "common/file_handle.h"
#include "common/progress.h"

#include <bit>
#include <cstdint>
#include <openssl/evp.h>
#include <vector>

namespace crossview {

struct Hash::Context {
    EVP_MD_CTX* digest = EVP_MD_CTX_new();
    Context() = default;
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
    ~Context() { EVP_MD_CTX_free(digest); }
};

Hash::Hash() : m_context(std::make_unique<Context>()) {
    if (EVP_DigestInit_ex(m_context->digest, EVP_sha256(), nullptr) != 1)
        throw Error("SHA-256 is not available in this OpenSSL. Check the installation of libssl.");
}

Hash::~Hash() = default;

Hash& Hash::addBytes(std::span<const std::byte> bytes) {
    EVP_DigestUpdate(m_context->digest, bytes.data(), bytes.size());
    return *this;
}

Hash& Hash::add(std::string_view text) {
    add(static_cast<long long>(text.size()));
    return addBytes(std::as_bytes(std::span(text)));
}

Hash& Hash::add(long long value) {
    return addBytes(std::as_bytes(std::span(&value, 1)));
}

Hash& Hash::add(double value) {
    return add(std::bit_cast<long long>(value));
}

std::string Hash::hex() {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    EVP_DigestFinal_ex(m_context->digest, digest, &length);
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    text.reserve(2 * length);
    for (unsigned int i = 0; i < length; ++i) {
        text.push_back(kDigits[digest[i] >> 4]);
        text.push_back(kDigits[digest[i] & 15]);
    }
    return text;
}

std::string sha256OfFile(const std::filesystem::path& file, const std::stop_token& stop) {
    const FileHandle handle = openForReading(file);
    constexpr std::size_t kChunk = std::size_t{1} << 20U;
    std::vector<std::byte> buffer(kChunk);
    Hash hash;
    while (const std::size_t count = readSome(handle, buffer, file)) {
        throwIfStopped(stop);
        hash.addBytes(std::span(buffer).first(count));
    }
    return hash.hex();
}

} // namespace crossview
