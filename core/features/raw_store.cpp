#include "features/raw_store.h"

#include "common/atomic_file.h"
#include "common/hash.h"
#include "common/npy.h"
#include "common/threads.h"
#include "features/image_reader.h"

#include <algorithm>
#include <mutex>
#include <unordered_map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace crossview {
namespace {

using Json = nlohmann::json;

constexpr int kRawVersion = 1; // raise when the values of a block change for the same settings

std::filesystem::path memoryFile(const std::filesystem::path& featuresFolder) {
    return featuresFolder / "pictures.json";
}

/// A JSON file, or null where it is missing or damaged: caches are made again, never mourned.
Json readJson(const std::filesystem::path& file) {
    std::error_code missing;
    if (!std::filesystem::exists(file, missing))
        return {};
    try {
        return Json::parse(readFile(file), nullptr, false);
    } catch (const Error&) {
        return {};
    }
}

PictureStamp stampOf(const std::string& path, std::uintmax_t size, long long changed, bool readable) {
    const std::string hex =
        Hash().add(path).add(static_cast<long long>(size)).add(changed).add(readable ? 1LL : 0LL).hex();
    return hex.substr(0, 20);
}

std::filesystem::path valuesFile(const std::filesystem::path& folder, const RawBlock& block) {
    const std::string key =
        Hash().add(block.name).add(block.settings).add(static_cast<long long>(kRawVersion)).hex();
    return folder / "raw" / fmt::format("{}-{}.npy", block.name, key.substr(0, 12));
}

/// Rows of a block stored before, by stamp.
struct StoredBlock {
    Matrix values;
    std::vector<PictureStamp> stamps;
    std::unordered_map<PictureStamp, std::size_t> rowOf; ///< readable pictures only
};

StoredBlock readStored(const std::filesystem::path& file, std::size_t dimensions) {
    StoredBlock stored;
    const Json description = readJson(std::filesystem::path(file).replace_extension(".json"));
    if (!description.is_object())
        return {};
    try {
        stored.stamps = description.at("stamps").get<std::vector<PictureStamp>>();
        const auto unreadable = description.at("unreadable").get<std::vector<std::size_t>>();
        stored.values = readNpy(file);
        if (stored.values.rows() != stored.stamps.size() || stored.values.cols() != dimensions)
            return {};
        for (std::size_t i = 0; i < stored.stamps.size(); ++i)
            stored.rowOf.emplace(stored.stamps[i], i);
        for (const std::size_t row : unreadable)
            stored.rowOf.erase(stored.stamps.at(row));
    } catch (const std::exception&) { // damaged by whatever means: computed again
        return {};
    }
    return stored;
}

void writeStored(const std::filesystem::path& file, const Matrix& values,
                 std::span<const PictureStamp> stamps,
                 const std::map<std::int32_t, std::string>& unreadable) {
    const std::filesystem::path descriptionFile = std::filesystem::path(file).replace_extension(".json");
    // Values and stamps must belong together: without a description the values count for nothing.
    std::error_code missing;
    std::filesystem::remove(descriptionFile, missing);
    writeNpy(file, values, NpyType::float16);
    Json description;
    description["stamps"] = std::vector<PictureStamp>(stamps.begin(), stamps.end());
    description["unreadable"] = Json::array();
    for (const auto& [picture, reason] : unreadable)
        description["unreadable"].push_back(picture);
    writeFileAtomically(descriptionFile, description.dump());
}

} // namespace

std::vector<PictureStamp> pictureStamps(const Dataset& dataset, const std::filesystem::path& featuresFolder) {
    const Json memory = readJson(memoryFile(featuresFolder));
    std::vector<PictureStamp> stamps;
    stamps.reserve(dataset.images().size());
    for (std::size_t i = 0; i < dataset.images().size(); ++i) {
        const std::string path = dataset.images()[i].path.string();
        const std::filesystem::path file = dataset.imagePath(i);
        std::error_code failure;
        const std::uintmax_t size = std::filesystem::file_size(file, failure);
        const auto changed =
            failure ? std::filesystem::file_time_type{} : std::filesystem::last_write_time(file, failure);
        if (!failure) {
            const bool readable = ::access(file.c_str(), R_OK) == 0;
            stamps.push_back(
                stampOf(path, size, static_cast<long long>(changed.time_since_epoch().count()), readable));
            continue;
        }
        const auto known = memory.is_object() ? memory.find(path) : memory.end();
        stamps.push_back(known != memory.end() && known->is_string() ? known->get<std::string>()
                                                                     : stampOf(path, 0, -1, false));
    }
    return stamps;
}

void rememberStamps(const Dataset& dataset, std::span<const PictureStamp> stamps,
                    const std::filesystem::path& featuresFolder) {
    Json memory = Json::object();
    for (std::size_t i = 0; i < stamps.size(); ++i)
        memory[dataset.images()[i].path.string()] = stamps[i];
    if (readJson(memoryFile(featuresFolder)) != memory)
        writeFileAtomically(memoryFile(featuresFolder),
                            memory.dump(-1, ' ', false, Json::error_handler_t::replace));
}

RawFeatures rawFeatures(const Dataset& dataset, std::span<const PictureStamp> stamps,
                        std::span<const RawBlock> blocks, int pictureSize,
                        const std::filesystem::path& featuresFolder, const std::stop_token& stop,
                        const ProgressSink& progress) {
    RawFeatures raw;
    std::vector<bool> changed(blocks.size(), false);
    std::vector<std::vector<std::size_t>> missing(stamps.size()); // blocks to compute, by picture
    for (std::size_t b = 0; b < blocks.size(); ++b) {
        throwIfStopped(stop);
        StoredBlock stored = readStored(valuesFile(featuresFolder, blocks[b]), blocks[b].dimensions);
        if (std::ranges::equal(stored.stamps, stamps) && stored.rowOf.size() == stamps.size()) {
            raw.blocks.push_back(std::move(stored.values));
            continue;
        }
        changed[b] = true;
        Matrix values(stamps.size(), blocks[b].dimensions);
        for (std::size_t i = 0; i < stamps.size(); ++i) {
            const auto found = stored.rowOf.find(stamps[i]);
            if (found == stored.rowOf.end())
                missing[i].push_back(b);
            else
                std::ranges::copy(stored.values.row(found->second), values.row(i).begin());
        }
        raw.blocks.push_back(std::move(values));
    }
    std::vector<std::size_t> pictures;
    for (std::size_t i = 0; i < missing.size(); ++i)
        if (!missing[i].empty())
            pictures.push_back(i);
    std::mutex mutex;
    std::size_t done = 0;
    report(progress, {"Reading pictures", 0, pictures.size(), {}});
    parallelFor(pictures.size(), stop, [&](std::size_t position) {
        const std::size_t picture = pictures[position];
        const std::filesystem::path file = dataset.imagePath(picture);
        std::string reason;
        try {
            const cv::Mat pixels = readPicture(file, pictureSize);
            for (const std::size_t b : missing[picture])
                computeRaw(blocks[b], pixels, raw.blocks[b].row(picture));
        } catch (const Error& error) {
            reason = error.what();
        } catch (const cv::Exception& error) {
            reason = error.what();
        }
        const std::lock_guard lock(mutex);
        if (!reason.empty())
            raw.unreadable.emplace(static_cast<std::int32_t>(picture), reason);
        report(progress, {"Reading pictures", ++done, pictures.size(), file.string()});
    });
    for (std::size_t b = 0; b < blocks.size(); ++b)
        if (changed[b])
            writeStored(valuesFile(featuresFolder, blocks[b]), raw.blocks[b], stamps, raw.unreadable);
    return raw;
}

} // namespace crossview
