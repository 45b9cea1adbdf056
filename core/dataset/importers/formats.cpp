#include "dataset/importers/formats.h"

#include "common/error.h"
#include "dataset/importers/class_folders.h"
#include "dataset/importers/coco_captions.h"
#include "dataset/importers/coco_regions.h"
#include "dataset/importers/described/described_pictures.h"
#include "dataset/importers/flickr_entities.h"
#include "dataset/importers/flickr_tokens.h"
#include "dataset/importers/json_records.h"
#include "dataset/importers/karpathy_json.h"
#include "dataset/importers/parquet/parquet_files.h"
#include "dataset/importers/precomp_folder.h"
#include "dataset/importers/shards/webdataset.h"
#include "dataset/importers/sidecars.h"
#include "dataset/importers/table.h"

#include <array>

namespace crossview {

std::span<const CaptionFormat* const> captionFormats() {
    static const std::array kFormats{
        &karpathyFormat(),    &flickrFormat(),     &cocoFormat(),    &recordsFormat(),
        &tableFormat(),       &precompFormat(),    &sidecarFormat(), &describedFormat(),
        &classFolderFormat(), &webdatasetFormat(), &parquetFormat(), &cocoRegionsFormat(),
        &entitiesFormat(),
    };
    return kFormats;
}

const CaptionFormat& captionFormat(std::string_view key) {
    std::string keys;
    for (const CaptionFormat* format : captionFormats()) {
        if (format->key == key)
            return *format;
        keys += (keys.empty() ? "" : ", ") + std::string(format->key);
    }
    throw Error("There is no import format \"" + std::string(key) + "\": name one of " + keys + ".");
}

const CaptionFormat& recogniseFormat(std::string_view text) {
    const std::string_view head = withoutByteOrderMark(text).substr(0, kRecognisedBytes);
    const CaptionFormat* best = captionFormats().front();
    double highest = -1;
    for (const CaptionFormat* format : captionFormats()) {
        if (!format->recognise)
            continue;
        if (const double score = format->recognise(head); score > highest) {
            best = format;
            highest = score;
        }
    }
    return *best;
}

std::string captionFormatNames() {
    std::string names;
    for (const CaptionFormat* format : captionFormats())
        names += (names.empty() ? "" : ", ") + std::string(format->name);
    return names;
}

} // namespace crossview
