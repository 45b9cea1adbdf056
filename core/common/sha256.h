#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace crossview {

/// The digest under Hash (FIPS 180-4), by OpenSSL; by sha256_plain.cpp where a build for learning alone finds
/// none.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    void add(std::span<const std::byte> bytes);
    /// The object cannot be used afterwards.
    std::array<std::uint8_t, 32> digest();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace crossview
