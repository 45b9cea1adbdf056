#include "features/image/raw_store.h"

#include "common/hash.h"
#include "common/ordered_pipeline.h"
#include "dataset/picture_numbers.h"
#include "features/store/row_store.h"
#include "features/unreadable_picture.h"
#include "pictures/image_reader.h"

#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>

namespace crossview {
namespace {

constexpr int kRawVersion = 3; // raise when the values of a block change for the same settings

// Pictures per write, and the most that a kill may cost: enough that nobody waits for the disk.
constexpr std::size_t kBatch = 32;
constexpr std::size_t kWindow = 64;
constexpr std::size_t kMostRegions = 32; // of one picture that are made out of one reading of it

std::filesystem::path valuesFile(const std::filesystem::path& folder, const RawBlock& block) {
    const std::string key =
        Hash().add(block.name).add(block.settings).add(static_cast<long long>(kRawVersion)).hex();
    return folder / "raw" / fmt::format("{}-{}.npy", block.name, key.substr(0, 12));
}

/// A picture file as it was read, or why it could not be.
struct PictureBytes {
    std::string bytes;
    std::string failure;
};

PictureBytes readBytes(const std::filesystem::path& file) {
    if (file.empty())
        return {{}, kNoPictureFile};
    try {
        return {readPictureBytes(file), {}};
    } catch (const Error& error) {
        return {{}, error.what()};
    }
}

/// What one block came to for one picture.
struct BlockRow {
    std::vector<float> values;
    std::string reason;  // why there are none
    bool failed = false; // the block could not, though the picture was read
};

/// What one picture came to.
struct ComputedPicture {
    std::size_t picture = 0;
    std::vector<BlockRow> rows; // of the blocks that were missing
    std::string remark;         // on the file, of which nothing is missing
};

/// Does some work on a picture, and tells why it failed where it did.
template <typename Work, typename Failed>
void attempt(const Work& work, const Failed& failed) {
    try {
        work();
    } catch (const Error& error) {
        failed(error.what());
    } catch (const cv::Exception& error) {
        failed(error.what());
    }
}

/// A picture that was read, decoded, or why there is none.
struct Decoded {
    DecodedPicture picture;
    std::string failure;
};

Decoded decode(const PictureBytes& read, const std::string& name) {
    Decoded decoded{{}, read.failure};
    if (read.failure.empty())
        attempt([&] { decoded.picture = decodePicture(read.bytes, name); },
                [&](const char* reason) { decoded.failure = reason; });
    return decoded;
}

/// Rows of some blocks for a picture, or for what of it lies in a box. A block that cannot costs the others
/// nothing.
std::vector<BlockRow> computeRows(std::span<const RawBlock* const> blocks, const Decoded& decoded,
                                  const std::optional<PixelBox>& box, const std::string& name) {
    std::vector<BlockRow> rows(blocks.size(), {{}, decoded.failure, false});
    if (!decoded.failure.empty())
        return rows;
    std::optional<FittedPictures> pictures;
    attempt(
        [&] {
            pictures.emplace(box ? croppedPicture(decoded.picture.bgr, *box, name) : decoded.picture.bgr);
        },
        [&](const char* reason) {
            rows.assign(blocks.size(), {{}, reason, false});
        });
    for (std::size_t i = 0; pictures && i < blocks.size(); ++i)
        attempt([&] { rows[i].values = computeRaw(*blocks[i], *pictures); },
                [&](const char* reason) {
                    rows[i] = {{}, reason, true};
                });
    return rows;
}

/// Images that are made out of one reading of a picture.
using Reading = std::vector<std::size_t>;

/// The images that lack something, those of one picture together.
std::vector<Reading> readingsOf(const Dataset& dataset, std::span<const std::vector<std::size_t>> missing) {
    const std::vector<std::int32_t> numbers = pictureNumbers(dataset);
    std::vector<Reading> readings;
    std::map<std::int32_t, std::size_t> open; // by picture
    for (std::size_t i = 0; i < missing.size(); ++i) {
        if (missing[i].empty())
            continue;
        const auto [at, isNew] = open.emplace(numbers[i], readings.size());
        if (isNew || readings[at->second].size() >= kMostRegions) {
            at->second = readings.size();
            readings.emplace_back();
        }
        readings[at->second].push_back(i);
    }
    return readings;
}

/// Opens the rows of a block, whose dimensions are known afterwards.
RowStore openStore(RawBlock& block, const std::filesystem::path& featuresFolder,
                   const std::stop_token& stop) {
    const std::filesystem::path file = valuesFile(featuresFolder, block);
    if (block.dimensions == 0)
        block.dimensions = RowStore::storedDimensions(file).value_or(0);
    if (block.dimensions == 0)
        block.dimensions = block.network->dimensions();
    return {file, block.dimensions, stop};
}

/// Loads what a block needs to compute.
void prepare(const RawBlock& block, const std::filesystem::path& featuresFolder) {
    if (!block.network)
        return;
    block.network->load();
    if (block.network->dimensions() != block.dimensions)
        throw Error(fmt::format("{} is damaged: delete it and extract the features again.",
                                valuesFile(featuresFolder, block).string()));
}

/// Where nothing was ever stored and a block fails on every picture of the first batch, it is the block that
/// is broken, not the pictures.
void refuseBrokenBlock(std::span<const ComputedPicture> batch, std::size_t block, const RowStore& store,
                       std::span<const std::vector<std::size_t>> missing) {
    const BlockRow* failed = nullptr;
    for (const ComputedPicture& each : batch) {
        const auto& wanted = missing[each.picture];
        const auto at = std::ranges::find(wanted, block);
        if (at == wanted.end())
            continue;
        const BlockRow& row = each.rows[static_cast<std::size_t>(at - wanted.begin())];
        if (row.reason.empty())
            return;
        if (row.failed)
            failed = &row;
    }
    if (failed && store.size() == 0)
        throw Error(failed->reason);
}

} // namespace

RawFeatures rawFeatures(const Dataset& dataset, std::span<const PictureStamp> stamps,
                        std::span<const RawBlock> asked, const std::filesystem::path& featuresFolder,
                        const std::stop_token& stop, const ProgressSink& progress) {
    std::vector<RawBlock> blocks(asked.begin(), asked.end());
    std::vector<RowStore> stores;
    std::vector<std::vector<std::size_t>> missing(stamps.size()); // blocks to compute, by picture
    for (std::size_t b = 0; b < blocks.size(); ++b) {
        throwIfStopped(stop);
        stores.push_back(openStore(blocks[b], featuresFolder, stop));
        bool any = false;
        for (std::size_t i = 0; i < stamps.size(); ++i)
            if (!stores[b].knows(stamps[i])) {
                missing[i].push_back(b);
                any = true;
            }
        if (any)
            prepare(blocks[b], featuresFolder);
    }
    const std::vector<Reading> readings = readingsOf(dataset, missing);
    std::size_t done = 0;
    std::size_t total = 0;
    for (const Reading& reading : readings)
        total += reading.size();
    report(progress, {"Reading pictures", 0, total, {}});
    using Pipeline = OrderedPipeline<PictureBytes, std::vector<ComputedPicture>>;
    const auto compute = [&](std::size_t position, const PictureBytes& read) {
        const std::string name = dataset.imagePath(readings[position].front()).string();
        Decoded decoded = decode(read, name);
        std::vector<ComputedPicture> computed;
        for (const std::size_t picture : readings[position]) {
            std::vector<const RawBlock*> wanted;
            for (const std::size_t b : missing[picture])
                wanted.push_back(&blocks[b]);
            computed.push_back(
                {picture, computeRows(wanted, decoded, dataset.images()[picture].box, name), {}});
        }
        computed.front().remark = std::move(decoded.picture.remark);
        return computed;
    };
    RawFeatures raw;
    const auto store = [&](const std::vector<std::vector<ComputedPicture>>& written) {
        std::vector<ComputedPicture> batch;
        for (const std::vector<ComputedPicture>& reading : written)
            batch.insert(batch.end(), reading.begin(), reading.end());
        for (std::size_t b = 0; b < blocks.size(); ++b)
            refuseBrokenBlock(batch, b, stores[b], missing);
        for (std::size_t b = 0; b < blocks.size(); ++b) {
            std::vector<StoredRow> rows;
            for (const ComputedPicture& each : batch) {
                const auto& wanted = missing[each.picture];
                const auto at = std::ranges::find(wanted, b);
                if (at == wanted.end())
                    continue;
                const BlockRow& row = each.rows[static_cast<std::size_t>(at - wanted.begin())];
                rows.push_back({stamps[each.picture], row.values, row.reason});
            }
            if (!rows.empty())
                stores[b].append(rows);
        }
        for (const ComputedPicture& each : batch) {
            if (!each.remark.empty())
                raw.remarks.push_back(each.remark);
            report(progress, {"Reading pictures", ++done, total, dataset.imagePath(each.picture).string()});
        }
    };
    Pipeline pipeline(
        readings.size(), kBatch, kWindow,
        {[&](std::size_t position) { return readBytes(dataset.imagePath(readings[position].front())); },
         compute, store});
    pipeline.run(stop);

    for (const RowStore& rows : stores) {
        throwIfStopped(stop);
        raw.blocks.push_back(rows.rows(stamps));
        for (std::size_t i = 0; i < stamps.size(); ++i)
            if (const auto reason = rows.reason(stamps[i]))
                raw.unreadable.emplace(static_cast<std::int32_t>(i), *reason);
    }
    return raw;
}

} // namespace crossview
