#include "arrays/inflated_bytes.h"

#include <algorithm>
#include <limits>
#include <new>
#include <zlib.h>

namespace crossview {

struct InflatedBytes::Stream {
    z_stream z{};
    std::span<const std::byte> rest;
    bool ended = false; ///< well, with its checksum

    ~Stream() { inflateEnd(&z); }
};

InflatedBytes::InflatedBytes(std::span<const std::byte> packed) : m_stream(std::make_unique<Stream>()) {
    m_stream->rest = packed;
    if (inflateInit(&m_stream->z) != Z_OK)
        throw std::bad_alloc();
}

InflatedBytes::~InflatedBytes() = default;
InflatedBytes::InflatedBytes(InflatedBytes&&) noexcept = default;
InflatedBytes& InflatedBytes::operator=(InflatedBytes&&) noexcept = default;

bool InflatedBytes::read(std::span<std::byte> buffer) {
    constexpr std::size_t kMost = std::numeric_limits<uInt>::max();
    z_stream& z = m_stream->z;
    while (!buffer.empty() && !m_stream->ended) {
        const std::size_t in = std::min(m_stream->rest.size(), kMost);
        const std::size_t out = std::min(buffer.size(), kMost);
        // zlib does not write through it; its header says so only under a macro.
        z.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(m_stream->rest.data())); // NOLINT
        z.avail_in = static_cast<uInt>(in);
        z.next_out = reinterpret_cast<Bytef*>(buffer.data());
        z.avail_out = static_cast<uInt>(out);
        const int code = inflate(&z, Z_NO_FLUSH);
        m_stream->rest = m_stream->rest.subspan(in - z.avail_in);
        const std::size_t made = out - z.avail_out;
        buffer = buffer.subspan(made);
        m_stream->ended = code == Z_STREAM_END;
        if (m_stream->ended)
            return buffer.empty();
        if (code != Z_OK || (made == 0 && in == z.avail_in))
            return false;
    }
    return buffer.empty();
}

bool InflatedBytes::endsWell() {
    std::byte rest[256];
    while (!m_stream->ended && read(rest)) {
    }
    return m_stream->ended;
}

} // namespace crossview
