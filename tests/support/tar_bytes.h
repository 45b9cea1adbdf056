#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace crossview::test {

/// A member of a tar archive (ustar) with a right sum: its content, or with `type` something else ('2' a
/// symbolic link, '1' a hard one, '5' a folder, '6' a pipe). `claim` is the size that its header says.
inline std::string tarMember(std::string_view name, std::string_view content, char type = '0',
                             std::string_view link = {}, long long claim = -1) {
    constexpr std::size_t kBlock = 512;
    std::string header(kBlock, '\0');
    header.replace(0, name.size(), name);
    header.replace(100, 7, "0000644");
    header.replace(108, 7, "0000000");
    header.replace(116, 7, "0000000");
    char size[13] = {};
    std::snprintf(
        size, sizeof size, "%011llo",
        static_cast<unsigned long long>(claim < 0 ? static_cast<long long>(content.size()) : claim));
    header.replace(124, 11, size, 11);
    header.replace(136, 11, "00000000000");
    header.replace(148, 8, "        ");
    header[156] = type;
    header.replace(157, link.size(), link);
    header.replace(257, 5, "ustar");
    header.replace(263, 2, "00");
    unsigned sum = 0;
    for (const char c : header)
        sum += static_cast<unsigned char>(c);
    char digits[8] = {};
    std::snprintf(digits, sizeof digits, "%06o", sum);
    header.replace(148, 7, digits, 7);
    std::string member = header + std::string(content);
    member.resize((member.size() + kBlock - 1) / kBlock * kBlock, '\0');
    return member;
}

/// What stands at the end of an archive.
inline std::string tarEnd() {
    return std::string(1024, '\0');
}

/// A picture, as far as an import looks at it, and its caption.
inline std::string tarSample(const std::string& key, std::string_view caption) {
    return tarMember(key + ".jpg", "\xff\xd8\xff\xe0 the rest of a picture of " + key) +
           tarMember(key + ".txt", caption);
}

} // namespace crossview::test
