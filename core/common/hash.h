#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace crossview {

/// Incremental SHA-256 (OpenSSL): keys of feature files, identity of data and weight files.
class Hash {
public:
    Hash();
    ~Hash();
    Hash(const Hash&) = delete;
    Hash& operator=(const Hash&) = delete;

    /// Adds bytes. Strings are added with their length so that ("a","bc") differs from ("ab","c").
    Hash& addBytes(std::span<const std::byte> bytes);
    Hash& add(std::string_view text);
    Hash& add(long long value);
    Hash& add(double value);

    /// 64 hexadecimal digits; the object cannot be used afterwards.
    std::string hex();

private:
    struct Context;
    std::unique_ptr<Context> m_context;
};

} // namespace crossview
