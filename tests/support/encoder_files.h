#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace crossview::test {

/// Path of a file of a pretrained encoder where it was fetched, or nothing: tests that need it are skipped.
inline std::filesystem::path encoderFileIfHere(const std::string& encoder, const std::string& file) {
    const char* folder = std::getenv("CROSSVIEW_ENCODERS");
    const char* home = std::getenv("HOME");
    const std::filesystem::path root =
        folder ? std::filesystem::path(folder)
               : std::filesystem::path(home ? home : "") / ".local/share/crossview/encoders";
    const auto path = root / encoder / file;
    return std::filesystem::exists(path) ? path : std::filesystem::path();
}

} // namespace crossview::test
