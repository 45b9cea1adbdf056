#include "arrays/array_containers.h"

#include <string_view>

namespace crossview {

bool isHdf5(std::span<const std::byte> bytes) {
    constexpr std::string_view kSignature = "\x89HDF";
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (text.starts_with(kSignature))
        return true;
    // Behind a block of the user's, of 512 bytes or twice, four times … as many; MATLAB's has 512.
    for (std::size_t at = 512; at < text.size() && at <= (std::size_t{1} << 20U); at *= 2)
        if (text.substr(at).starts_with(kSignature))
            return true;
    return false;
}

} // namespace crossview
