#pragma once

#include "common/error.h"
#include "encoders/weights/weight_files.h"

#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossview::test {

/// Little-endian bytes of numbers.
template <typename T>
std::string raw(std::initializer_list<T> values) {
    std::string bytes(values.size() * sizeof(T), '\0');
    std::memcpy(bytes.data(), std::data(values), bytes.size());
    return bytes;
}

inline std::string safetensors(const std::string& header, const std::string& data) {
    return raw<std::uint64_t>({header.size()}) + header + data;
}

using Parser = Weights (*)(std::span<const std::byte>, const std::string&,
                           const std::shared_ptr<const void>&);

/// Parses bytes in a buffer of exactly their size on the heap, so that the address sanitizer sees every step
/// beyond, `shift` bytes off an address that is aligned for any type.
inline Weights parse(Parser parser, std::string_view bytes, std::size_t shift = 0) {
    const std::shared_ptr<std::byte[]> buffer(new std::byte[bytes.size() + shift]);
    if (!bytes.empty())
        std::memcpy(buffer.get() + shift, bytes.data(), bytes.size());
    return parser({buffer.get() + shift, bytes.size()}, "some file", buffer);
}

/// The message of the Error that parsing throws; empty when it throws none.
inline std::string fault(Parser parser, std::string_view bytes) {
    try {
        parse(parser, bytes);
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

inline std::vector<float> valuesOf(const Weights& weights, std::string_view name) {
    const auto found = weights.find(name);
    if (found == weights.end())
        return {};
    EXPECT_EQ(std::bit_cast<std::uintptr_t>(found->second.values.data()) % alignof(float), 0U) << name;
    return {found->second.values.begin(), found->second.values.end()};
}

inline std::filesystem::path seedFolder(const char* target) {
    return std::filesystem::path(CROSSVIEW_TEST_DATA).parent_path() / "fuzz" / "corpus" / target;
}

} // namespace crossview::test
