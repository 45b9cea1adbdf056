#pragma once

#include "common/pixel_box.h"
#include "dataset/dataset.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace crossview {

/// Puts the boxes of an import into their pictures, whose sizes are read once each, and keeps the regions of
/// one picture in one split.
class RegionPlaces {
public:
    /// A box within its picture, or why it is none.
    struct Placed {
        PixelBox box;
        std::string reason; ///< a clause; empty where the box is taken
        std::string remark; ///< a clause on a box that was cut to the picture; mostly empty
    };
    /// Boxes that leave the picture are cut to it; empty ones, and those outside, are refused. Without a
    /// picture any box of some size is taken.
    Placed place(const PixelBox& box, const std::filesystem::path& picture);

    /// Puts the picture that a region lies in into a split; false when it is in another one.
    bool putIntoSplit(const ImageItem& region, Split split);
    /// The split of its picture, where one is known.
    std::optional<Split> splitOf(const ImageItem& region) const;

    /// A phrase, or a box without one, that stood for the same region before.
    void addRepeated() { ++m_repeated; }
    /// What an import brought, for a person; none without regions.
    std::vector<std::string> notes(const std::vector<ImageItem>& images, const Relation& relation) const;

private:
    struct Size {
        double width = 0; ///< 0: it cannot be read
        double height = 0;
    };
    const Size& sizeOf(const std::filesystem::path& picture);

    std::unordered_map<std::string, Size> m_sizes;           // of pictures
    std::unordered_map<std::string, Split> m_splitOfPicture; // by path, or title without one
    std::size_t m_repeated = 0;
};

} // namespace crossview
