#include "common/content_sum.h"

#include <array>
#include <fmt/format.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace crossview {

std::string contentSum(std::span<const std::byte> bytes) {
    const XXH128_hash_t sum = XXH3_128bits(bytes.data(), bytes.size());
    return fmt::format("{:016x}{:016x}", sum.high64, sum.low64);
}

std::string contentSum(std::string_view bytes) {
    return contentSum(std::as_bytes(std::span(bytes)));
}

std::uint64_t shortSum(std::string_view bytes) {
    return XXH3_64bits(bytes.data(), bytes.size());
}

} // namespace crossview
