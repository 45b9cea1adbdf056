#include "common/content_sum.h"

#include <array>
#include <fmt/format.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace crossview {

namespace {

std::string digits(XXH128_hash_t sum) {
    return fmt::format("{:016x}{:016x}", sum.high64, sum.low64);
}

} // namespace

std::string contentSum(std::span<const std::byte> bytes) {
    return digits(XXH3_128bits(bytes.data(), bytes.size()));
}

struct ContentSum::State {
    XXH3_state_t sum; // aligned to 64 bytes, which new respects
};

ContentSum::ContentSum() : m_state(std::make_unique<State>()) {
    XXH3_128bits_reset(&m_state->sum);
}

ContentSum::~ContentSum() = default;

void ContentSum::add(std::span<const std::byte> bytes) {
    XXH3_128bits_update(&m_state->sum, bytes.data(), bytes.size());
}

std::string ContentSum::text() const {
    return digits(XXH3_128bits_digest(&m_state->sum));
}

std::string contentSum(std::string_view bytes) {
    return contentSum(std::as_bytes(std::span(bytes)));
}

std::uint64_t shortSum(std::string_view bytes) {
    return XXH3_64bits(bytes.data(), bytes.size());
}

} // namespace crossview
