#pragma once

#include "dataset/importers/caption_format.h"

#include <filesystem>
#include <stop_token>

namespace crossview {

/// Flickr30K Entities as it is published: Annotations/<number>.xml with boxes of chains,
/// Sentences/<number>.txt with their phrases, train.txt, val.txt and test.txt. A chain is one region, however
/// many boxes it has: the box around all of them, as its phrases are mostly measured. Its phrases belong to
/// it together.
const CaptionFormat& entitiesFormat();

/// Reads the folder. Phrases without a box (of the whole scene, or seen nowhere) are problems, counted by
/// their reason. Throws Error on a damaged file, Cancelled, and whatever the sink throws.
void readFlickrEntities(const std::filesystem::path& folder, const CaptionSink& sink,
                        const std::stop_token& stop);

} // namespace crossview
