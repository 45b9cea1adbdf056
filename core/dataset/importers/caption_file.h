#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace crossview {

/// The caption file that a person means: the file itself, or the one inside a folder that has the most
/// telling of the formats' file names. Throws Error when there is none, or when several would do.
std::filesystem::path findCaptionFile(const std::filesystem::path& given);

/// Throws Error, naming the file, when the bytes cannot be a caption file: empty, UTF-16, or not text at all.
void requireText(const std::filesystem::path& file, std::string_view bytes);

/// The whole text of a caption file. Throws Error that names the file when it cannot be one, or is larger
/// than 1 GiB.
std::string readCaptionFile(const std::filesystem::path& file);

} // namespace crossview
