#include "common/error.h"
#include "common/sha256.h"

#include <openssl/evp.h>

namespace crossview {

struct Sha256::State {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : m_state(std::make_unique<State>()) {
    if (EVP_DigestInit_ex(m_state->context, EVP_sha256(), nullptr) != 1)
        throw Error("SHA-256 is not available in this OpenSSL. Check the installation of libssl.");
}

Sha256::~Sha256() = default;

void Sha256::add(std::span<const std::byte> bytes) {
    EVP_DigestUpdate(m_state->context, bytes.data(), bytes.size());
}

std::array<std::uint8_t, 32> Sha256::digest() {
    std::array<std::uint8_t, 32> digest{};
    EVP_DigestFinal_ex(m_state->context, digest.data(), nullptr);
    return digest;
}

} // namespace crossview
