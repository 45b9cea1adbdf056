#pragma once

#include "dataset/importers/caption_format.h"

namespace crossview {

/// The entry of the table of formats: tar archives of pictures with their captions, as webdataset and
/// img2dataset write them (shard_samples.h).
const CaptionFormat& webdatasetFormat();

} // namespace crossview
