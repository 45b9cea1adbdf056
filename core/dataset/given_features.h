#pragma once

#include <filesystem>
#include <string>

namespace crossview {

/// Feature rows of a view that a person brought instead of having them extracted.
struct GivenRows {
    /// .npy float32 [items, d], relative to the project folder; its name holds a sum of the values, so that
    /// other rows have another name. Empty: none were given.
    std::filesystem::path file;
    std::string source; ///< what they were read from, for a person

    bool areGiven() const { return !file.empty(); }
    bool operator==(const GivenRows&) const = default;
};

/// Of both views.
struct GivenFeatures {
    GivenRows images;
    GivenRows sentences;

    bool any() const { return images.areGiven() || sentences.areGiven(); }
    bool operator==(const GivenFeatures&) const = default;
};

} // namespace crossview
