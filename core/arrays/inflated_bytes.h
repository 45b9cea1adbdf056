#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace crossview {

/// The bytes that a zlib stream unpacks to, in their order.
class InflatedBytes {
public:
    /// `packed` must live as long.
    explicit InflatedBytes(std::span<const std::byte> packed);
    ~InflatedBytes();
    InflatedBytes(InflatedBytes&&) noexcept;
    InflatedBytes& operator=(InflatedBytes&&) noexcept;

    /// Fills the buffer; false where the stream ends before that or is damaged.
    bool read(std::span<std::byte> buffer);
    /// Unpacks the rest; false where the stream is damaged, cut off, or has another checksum.
    bool endsWell();

private:
    struct Stream;
    std::unique_ptr<Stream> m_stream;
};

} // namespace crossview
