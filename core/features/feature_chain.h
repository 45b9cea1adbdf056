#pragma once

#include "common/pixel_box.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// The fitted chain from a picture or a sentence to its feature row: what a query goes through, exactly as
/// the stored items did. Immutable; safe to call from several threads.
class FeatureChain {
public:
    virtual ~FeatureChain() = default;
    virtual std::size_t imageDimensions() const = 0;
    virtual std::size_t sentenceDimensions() const = 0;
    /// Feature row [imageDimensions] of a picture file. Throws Error when it cannot be read as an image.
    virtual std::vector<float> imageFeatures(const std::filesystem::path& picture) const = 0;
    /// The same of a region of it.
    virtual std::vector<float> regionFeatures(const std::filesystem::path& picture,
                                              const PixelBox& box) const = 0;
    /// Feature row [sentenceDimensions] of any text, length 1; all zeros when no word of it is known.
    virtual std::vector<float> sentenceFeatures(std::string_view text) const = 0;
    /// Words of the text that the chain does not know (for a hint beside the query box).
    virtual std::vector<std::string> unknownWords(std::string_view text) const = 0;
    /// One line each for a person, e.g. "HSV + HOG + tiny + gist + patches, 800-D".
    virtual std::string imageDescription() const = 0;
    virtual std::string sentenceDescription() const = 0;
};

} // namespace crossview
