#include "arrays/hdf5_opener.h"

#include "arrays/mat_source.h"

#include <string_view>

namespace crossview {

std::optional<Hdf5Writer> hdf5WriterOf(std::span<const std::byte> bytes) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    constexpr std::string_view kBeginning("\x89HDF\r\n\x1a\n", 8);
    constexpr std::size_t kFarthest = std::size_t{1} << 20;
    for (std::size_t at = 0; at < text.size() && at < kFarthest; at = at == 0 ? 512 : 2 * at)
        if (text.substr(at).starts_with(kBeginning))
            return isMat(bytes) ? Hdf5Writer::matlab : Hdf5Writer::anyone;
    return std::nullopt;
}

} // namespace crossview
