#pragma once

#include "dataset/importers/caption_file.h"
#include "dataset/locating/image_locator.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <limits>
#include <stop_token>
#include <string>

namespace crossview {

/// Where the captions of one or several files go. All are set; each may throw to end the reading.
struct CaptionTaker {
    std::function<void(const std::filesystem::path&, const CaptionFormat&)>
        file; ///< what follows stands there
    std::function<void(const CaptionRecord&)> record;
    std::function<void(const std::filesystem::path&, std::size_t line, const std::string&)> problem;
    std::function<void(const std::string&)> note; ///< one clause that names the file
    std::function<void(std::size_t done, std::size_t total)> advance;
};

/// Reads all files of a source, or its folder, tells the locator of each, and notes format, encoding and
/// columns. `asked` is the format that a person asked for; null: each is recognised. With `lookBeside`
/// pictures are looked for beside their file first where there are several. At most `most` bytes of a file
/// are read; one that breaks off there is no error. True when all was read. Throws Error when a file cannot
/// be. Pictures of archives are unpacked into `pictures`; null: they are only looked at.
bool readCaptions(const CaptionSource& source, const CaptionFormat* asked, bool lookBeside,
                  ImageLocator& locator, UnpackedPictures* pictures, const std::stop_token& stop,
                  const CaptionTaker& taker, std::size_t most = std::numeric_limits<std::size_t>::max());

} // namespace crossview
