#pragma once

#include "files/atomic_file.h"

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>

namespace crossview {

/// Parses a text that may be anything. A discarded value (is_discarded) where it is no JSON, or nested more
/// than 64 deep: what copies, compares or writes JSON takes stack for every level.
nlohmann::json parseForeignJson(std::string_view text);

/// A JSON value as a whole number; nothing for one of another kind or one that does not fit.
template <std::integral T, typename Json>
std::optional<T> wholeNumber(const Json& value) {
    if (value.is_number_unsigned()) {
        const auto number = value.template get<std::uint64_t>();
        return std::in_range<T>(number) ? std::optional(static_cast<T>(number)) : std::nullopt;
    }
    if (!value.is_number_integer())
        return std::nullopt;
    const auto number = value.template get<std::int64_t>();
    return std::in_range<T>(number) ? std::optional(static_cast<T>(number)) : std::nullopt;
}

/// Writes a JSON object atomically with the sum of its other members (content_sum.h) as the member "sum", so
/// that damage is noticed. Texts that are no UTF-8 are mended. Throws Error when the disk refuses.
void writeCheckedJson(const std::filesystem::path& file, nlohmann::json object,
                      Parents parents = Parents::made);

/// Reads it back, without the sum. A file from before there were sums is taken as it is. Throws Error that
/// names the file when it cannot be read, is no JSON object, or its sum does not fit.
nlohmann::json readCheckedJson(const std::filesystem::path& file);

} // namespace crossview
