#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

namespace crossview {

/// Writes a JSON object atomically with the sum of its other members (content_sum.h) as the member "sum", so
/// that damage is noticed. Texts that are no UTF-8 are mended. Throws Error when the disk refuses.
void writeCheckedJson(const std::filesystem::path& file, nlohmann::json object);

/// Reads it back, without the sum. A file from before there were sums is taken as it is. Throws Error that
/// names the file when it cannot be read, is no JSON object, or its sum does not fit.
nlohmann::json readCheckedJson(const std::filesystem::path& file);

} // namespace crossview
