#pragma once

#include "common/matrix.h"
#include "common/progress.h"
#include "dataset/dataset.h"
#include "features/image/picture_memory.h"
#include "features/image/raw_blocks.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace crossview {

/// Values of every block for every picture.
struct RawFeatures {
    std::vector<Matrix> blocks;                     ///< as the given blocks, [pictures, dimensions]
    std::map<std::int32_t, std::string> unreadable; ///< picture → reason; its rows are zero
    std::vector<std::string> remarks; ///< on files that were decoded now and lack nothing of their picture
};

/// Values of all blocks, of regions those of what lies in their box: rows of pictures with known stamps come
/// from features/raw/<block>-<settings>.npy, the others are computed from the pictures (read → decode and
/// compute → write, at once; a picture of several regions is read once for up to 32 of them) and stored batch
/// by batch, so that an interrupted call goes on where it was. Throws Cancelled within 100 ms of a stop, and
/// Error when an encoder is not here or the disk refuses.
RawFeatures rawFeatures(const Dataset& dataset, std::span<const PictureStamp> stamps,
                        std::span<const RawBlock> blocks, const std::filesystem::path& featuresFolder,
                        const std::stop_token& stop, const ProgressSink& progress);

} // namespace crossview
