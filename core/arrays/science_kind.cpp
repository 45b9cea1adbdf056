#include "arrays/science_files.h"

#include <string_view>

namespace crossview {

std::optional<ScienceKind> scienceKindOf(std::span<const std::byte> bytes) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    constexpr std::string_view kHdf5("\x89HDF\r\n\x1a\n", 8);
    const bool isMatlab = text.starts_with("MATLAB");
    for (std::size_t at = 0; at < text.size() && at < (std::size_t{1} << 20U); at = at == 0 ? 512 : 2 * at)
        if (text.substr(at).starts_with(kHdf5)) // behind a block of the writer's own
            return isMatlab ? ScienceKind::matlabHdf5 : ScienceKind::hdf5;
    return isMatlab ? std::optional(ScienceKind::matlab) : std::nullopt;
}

} // namespace crossview
