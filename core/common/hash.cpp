#include "common/hash.h"

#include "common/sha256.h"

#include <bit>
#include <cstdint>

namespace crossview {

struct Hash::Context {
    Sha256 digest;
};

Hash::Hash() : m_context(std::make_unique<Context>()) {}

Hash::~Hash() = default;

Hash& Hash::addBytes(std::span<const std::byte> bytes) {
    m_context->digest.add(bytes);
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
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : m_context->digest.digest()) {
        text.push_back(kDigits[byte >> 4]);
        text.push_back(kDigits[byte & 15]);
    }
    return text;
}

} // namespace crossview
