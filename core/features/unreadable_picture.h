#pragma once

#include "common/error.h"
#include "dataset/dataset.h"

#include <string>

namespace crossview {

/// Why an image without a picture file has no features made from one.
inline constexpr const char* kNoPictureFile = "it has no picture file";

/// Throws Error when features are to be made from pictures and no image of the data set has one.
inline void requirePictures(const Dataset& dataset) {
    if (!dataset.images().empty() && !dataset.hasPictures())
        throw Error("The images of \"" + dataset.name() +
                    "\" have no picture files to make features from: import the data again together with its "
                    "pictures.");
}

/// One line on an image whose picture cannot be used: its path, or its title where it has none, and why. A
/// reason is a sentence that may begin with the path, which stands there once all the same.
inline std::string unreadablePicture(const Dataset& dataset, std::size_t image, const std::string& reason) {
    const std::string name =
        dataset.hasPicture(image) ? dataset.imagePath(image).string() : dataset.imageTitle(image);
    const bool named = reason.starts_with(name + " ");
    return name + ": " + (named ? reason.substr(name.size() + 1) : reason);
}

} // namespace crossview
