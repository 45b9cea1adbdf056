#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace crossview {

/// A sum that tells damaged content from whole (XXH3 of 128 bits, as fast as memory): 32 hexadecimal digits.
/// It guards against accidents, not against somebody who writes another sum: identities are SHA-256 (hash.h).
std::string contentSum(std::span<const std::byte> bytes);
std::string contentSum(std::string_view bytes);

/// The same of content that comes in pieces.
class ContentSum {
public:
    ContentSum();
    ~ContentSum();
    ContentSum(const ContentSum&) = delete;
    ContentSum& operator=(const ContentSum&) = delete;

    void add(std::span<const std::byte> bytes);
    std::string text() const; ///< of what was added so far

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// The same in 64 bits, for many short contents: rows of a table.
std::uint64_t shortSum(std::string_view bytes);

} // namespace crossview
