#pragma once

#include "dataset/captions.h"

#include <filesystem>
#include <stop_token>

namespace crossview {

class UnpackedPictures;

/// Reads the samples of an archive as webdataset groups them: members that are called alike up to the first
/// dot of their file name, wherever they stand. A picture (.jpg, .png, …), and as captions .txt or .caption,
/// else .json (captionsOfSample); other members are passed over and said. Pictures are written into
/// `pictures`, and records name them by their paths; where it is null (a preview) nothing is written, and
/// records name them by archive and member. A sample without picture or caption, and a picture that is none,
/// is a problem. Throws Error that names the archive and the member where a name leads out of the archive, a
/// member is a link or a device, the archive is damaged or the disk is full; Cancelled.
void readShard(const std::filesystem::path& archive, UnpackedPictures* pictures, const CaptionSink& sink,
               const std::stop_token& stop);

/// Whether the first members of an archive make a sample with picture and caption. Never throws but
/// Cancelled.
bool holdsSamples(const std::filesystem::path& archive, const std::stop_token& stop);

} // namespace crossview
