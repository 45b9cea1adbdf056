#pragma once

#include <filesystem>
#include <stop_token>
#include <string>

namespace crossview {

/// SHA-256 of a file's content as other tools print it, 64 hexadecimal digits. Throws Error that names the
/// file and the reason; Cancelled.
std::string sha256OfFile(const std::filesystem::path& file, const std::stop_token& stop = {});

} // namespace crossview
