#pragma once

#include "files/npy.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace crossview::fuzz {

inline void require(bool condition) {
    if (!condition)
        std::abort();
}

/// A folder in memory for the files of a target, the same for all its runs.
class ScratchFolder {
public:
    ScratchFolder() {
        std::string name = "/dev/shm/crossview-fuzz-XXXXXX";
        require(::mkdtemp(name.data()) != nullptr);
        m_path = name;
    }
    ~ScratchFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    const std::filesystem::path& path() const { return m_path; }
    std::filesystem::path operator/(std::string_view name) const { return m_path / name; }

private:
    std::filesystem::path m_path;
};

inline std::string_view asText(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

/// Writes a file, plainly: what a target reads need not survive a loss of power.
inline void writeScratch(const std::filesystem::path& file, std::string_view content) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> handle(std::fopen(file.c_str(), "wb"),
                                                                 &std::fclose);
    require(handle && std::fwrite(content.data(), 1, content.size(), handle.get()) == content.size());
}

/// A NumPy file from a few bytes, so that mutations reach what stands behind its header: rows, columns, and
/// float32 values, of which missing ones are zero.
inline std::string smallNpy(std::string_view bytes) {
    const auto side = [&](std::size_t at) -> std::size_t {
        return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0;
    };
    std::string values(side(0) * side(1) * sizeof(float), '\0');
    if (bytes.size() > 2)
        values.replace(0, std::min(values.size(), bytes.size() - 2), bytes.substr(2, values.size()));
    return npyHeader(side(0), side(1), NpyType::float32) + values;
}

/// Fills a folder with the files that an input describes, record by record: a byte for one of `names` (128
/// and more: as smallNpy), a length of two bytes (little endian), and the content. Files of the other names
/// go.
inline void writeParts(std::string_view input, const std::filesystem::path& folder,
                       std::span<const std::string_view> names) {
    for (const std::string_view name : names)
        std::remove((folder / name).c_str());
    constexpr unsigned char kNpy = 128;
    while (input.size() >= 3) {
        const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(input[at]); };
        const std::string_view name = names[byte(0) % kNpy % names.size()];
        const std::size_t length = byte(1) + std::size_t{byte(2)} * 256;
        const std::string_view content = input.substr(3, length);
        writeScratch(folder / name, byte(0) >= kNpy ? smallNpy(content) : std::string(content));
        input.remove_prefix(3 + content.size());
    }
}

} // namespace crossview::fuzz
