#pragma once

#include "common/matrix.h"
#include "files/checked_json.h"
#include "files/npy.h"
#include "files/plain_file.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace crossview {

/// The features of one view: rows, chain, and the pictures that could not be read.
template <typename Chain>
struct ViewFeatures {
    SharedMatrix rows;
    Chain chain;
    std::vector<std::string> unreadable;
    std::vector<std::int32_t> unreadableImages;
    std::vector<std::string> remarks;
    bool stored = false; ///< lies in the folder of this key already
};

/// Content of a mark whose key fits, or nothing.
inline std::optional<nlohmann::json> readMark(const std::filesystem::path& file, const std::string& key) {
    std::error_code missing;
    if (!std::filesystem::exists(file, missing))
        return std::nullopt;
    try {
        nlohmann::json mark = readCheckedJson(file);
        if (mark.value("key", "") == key)
            return mark;
    } catch (const std::exception&) { // unreadable, damaged or of other types: as if it were not there
    }
    return std::nullopt;
}

/// Whether a folder inside `featuresFolder` holds features of that key.
inline bool liesAnywhere(const std::filesystem::path& featuresFolder, const char* markName,
                         const std::string& key) {
    std::error_code missing;
    return std::ranges::any_of(
        std::filesystem::directory_iterator(featuresFolder, missing),
        [&](const auto& entry) { return readMark(entry.path() / markName, key).has_value(); });
}

/// Maps features that were stored under `key`; nothing where they are missing, incomplete or (where they are
/// read at once) damaged.
template <typename Chain, typename... Options>
std::optional<ViewFeatures<Chain>>
openFeatures(const std::filesystem::path& folder, const char* markName, const char* rowsName,
             const std::string& key, std::size_t count, ReadValues when, const Options&... options) {
    const std::optional<nlohmann::json> mark = readMark(folder / markName, key);
    if (!mark)
        return std::nullopt;
    try {
        ViewFeatures<Chain> found{
            mapNpy(folder / rowsName, when), Chain::load(options..., folder), {}, {}, {}, false};
        if (found.rows.rows() != count || found.rows.cols() != found.chain.dimensions())
            return std::nullopt;
        found.unreadable = mark->value("unreadable", std::vector<std::string>());
        found.remarks = mark->value("remarks", std::vector<std::string>());
        for (const nlohmann::json& image : mark->value("unreadableImages", nlohmann::json::array())) {
            const auto index = wholeNumber<std::int32_t>(image);
            if (!index || *index < 0 || static_cast<std::size_t>(*index) >= count)
                return std::nullopt;
            found.unreadableImages.push_back(*index);
        }
        return found;
    } catch (const std::exception&) { // a damaged cache is made again
        return std::nullopt;
    }
}

/// Looks for the features of a view in the folder of this key, then in the folders of other settings of the
/// other view.
template <typename Chain, typename... Options>
std::optional<ViewFeatures<Chain>>
findFeatures(const std::filesystem::path& featuresFolder, const std::filesystem::path& own,
             const char* markName, const char* rowsName, const std::string& key, std::size_t count,
             ReadValues when, const Options&... options) {
    if (auto found = openFeatures<Chain>(own, markName, rowsName, key, count, when, options...)) {
        found->stored = true;
        return found;
    }
    std::error_code missing;
    for (const auto& entry : std::filesystem::directory_iterator(featuresFolder, missing))
        if (entry.path() != own)
            if (auto found =
                    openFeatures<Chain>(entry.path(), markName, rowsName, key, count, when, options...))
                return found;
    return std::nullopt;
}

/// Writes the rows of a view into a folder that then has no mark: what lies in it is not whole.
inline void storeRows(const std::filesystem::path& folder, const char* markName, const char* rowsName,
                      std::size_t rows, std::size_t cols, const RowMaker& make) {
    refuseLink(folder);
    std::error_code missing;
    std::filesystem::remove(folder / markName, missing);
    writeNpy(folder / rowsName, rows, cols, make);
}

/// Writes what belongs to rows that storeRows wrote, the mark last, and maps the rows. Throws Error when the
/// disk refuses.
template <typename Chain>
void sealFeatures(const std::filesystem::path& folder, const char* markName, const char* rowsName,
                  const std::string& key, ViewFeatures<Chain>& features) {
    features.rows = mapNpy(folder / rowsName);
    features.chain.save(folder);
    nlohmann::json mark;
    mark["key"] = key;
    mark["unreadable"] = features.unreadable;
    mark["unreadableImages"] = features.unreadableImages;
    mark["remarks"] = features.remarks;
    mark["rows"] = features.rows.rows();
    mark["dimensions"] = features.rows.cols();
    mark["description"] = features.chain.description();
    writeCheckedJson(folder / markName, mark);
    features.stored = true;
}

/// Both, for features whose rows are at hand.
template <typename Chain>
void storeFeatures(const std::filesystem::path& folder, const char* markName, const char* rowsName,
                   const std::string& key, ViewFeatures<Chain>& features) {
    storeRows(folder, markName, rowsName, features.rows.rows(), features.rows.cols(),
              [&](const RowSink& sink) { sink(features.rows); });
    sealFeatures(folder, markName, rowsName, key, features);
}

} // namespace crossview
