#include "common/shown_name.h"

#include "common/unicode_text.h"

namespace crossview {

std::string shownName(std::string_view name) {
    constexpr std::size_t kMost = 120;
    std::string shown(name.substr(0, kMost));
    const bool readable = isUtf8(name);
    for (char& c : shown) {
        const auto code = static_cast<unsigned char>(c);
        if (code < 0x20 || code == 0x7F || (code >= 0x80 && (!readable || name.size() > kMost)))
            c = '?';
    }
    return name.size() > kMost ? shown + "..." : shown;
}

} // namespace crossview
