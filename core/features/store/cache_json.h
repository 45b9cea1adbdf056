#pragma once

#include "common/error.h"
#include "files/checked_json.h"

namespace crossview {

/// A JSON object beside the features, or null where it is missing or damaged: caches are made again, never
/// mourned.
inline nlohmann::json readCacheJson(const std::filesystem::path& file) {
    std::error_code missing;
    if (!std::filesystem::exists(file, missing))
        return {};
    try {
        return readCheckedJson(file);
    } catch (const Error&) {
        return {};
    }
}

/// Writes it, if it differs from what is there. Throws Error.
inline void writeCacheJson(const std::filesystem::path& file, const nlohmann::json& json) {
    if (readCacheJson(file) != json)
        writeCheckedJson(file, json);
}

} // namespace crossview
