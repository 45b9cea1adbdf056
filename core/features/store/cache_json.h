#pragma once

#include "common/atomic_file.h"
#include "common/error.h"

#include <filesystem>

#include <nlohmann/json.hpp>

namespace crossview {

/// A JSON file beside the features, or null where it is missing or damaged: caches are made again, never
/// mourned.
inline nlohmann::json readCacheJson(const std::filesystem::path& file) {
    std::error_code missing;
    if (!std::filesystem::exists(file, missing))
        return {};
    try {
        nlohmann::json json = nlohmann::json::parse(readFile(file), nullptr, false);
        return json.is_discarded() ? nlohmann::json() : json; // what is discarded differs from nothing
    } catch (const Error&) {
        return {};
    }
}

/// Writes it, if it differs from what is there. Throws Error.
inline void writeCacheJson(const std::filesystem::path& file, const nlohmann::json& json) {
    if (readCacheJson(file) != json)
        writeFileAtomically(file, json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

} // namespace crossview
