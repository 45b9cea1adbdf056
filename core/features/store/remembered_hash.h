#pragma once

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>

namespace crossview {

/// SHA-256 of a file that features depend on. It is kept in `memory`, a JSON file beside the features, with
/// the file's size and time: a large file is not read at every start, and features outlive it. Nothing for a
/// file that is not there and never was. Throws Error when the file cannot be read; Cancelled.
std::optional<std::string> rememberedFileHash(const std::filesystem::path& file,
                                              const std::filesystem::path& memory,
                                              const std::stop_token& stop = {});

} // namespace crossview
