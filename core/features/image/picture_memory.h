#pragma once

#include "dataset/dataset.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace crossview {

/// What identifies the content of a picture file without reading it: made of its path, and of its size, time
/// of change and whether it may be read when it was first seen; of a region of its box, too.
using PictureStamp = std::string;

/// The stamps of a data set's pictures, remembered in features/pictures.json from one opening to the next: a
/// file that is gone keeps its stamp, so that features outlive their pictures; one that only got a new time
/// (the project was copied) keeps it too, where its content has the sum that it had.
class PictureMemory {
public:
    /// Looks at all files. Those with another time than remembered are read. Throws Cancelled.
    PictureMemory(const Dataset& dataset, const std::filesystem::path& featuresFolder,
                  const std::stop_token& stop = {});

    /// One per image of the data set.
    std::span<const PictureStamp> stamps() const { return m_stamps; }
    /// Reads the pictures whose content has no sum yet. Throws Cancelled.
    void takeSums(const std::stop_token& stop);
    /// What all pictures together hold, where the sum of each that can be read is known; else empty.
    std::string contentHash() const;
    /// Stores stamps and sums for the next time, where any is new. Throws Error when the disk refuses.
    void store();

private:
    /// A file as it was seen, or an image without one.
    struct Seen {
        std::string path; ///< as the data set has it; empty for an image without a picture file
        std::filesystem::path file;
        bool there = false;
        bool readable = false;
        long long bytes = 0;
        long long changed = 0; ///< time of change, ticks of the file system's clock
        std::string sum;       ///< of its content (content_sum.h); empty where it is not known
    };
    PictureStamp stampOf(Seen& picture, const struct RememberedPicture& known) const;
    struct RememberedPicture toRemember(std::size_t i) const;

    std::filesystem::path m_file;
    std::vector<Seen> m_pictures; ///< each file once
    std::vector<PictureStamp> m_pictureStamps;
    std::vector<std::int32_t> m_pictureOf; ///< [images]
    std::vector<std::string> m_boxes;      ///< [images] of regions, as text; empty where there are none
    std::vector<PictureStamp> m_stamps;
    bool m_isStored = false; ///< pictures.json says just this
};

/// A picture's path before and after it was moved, as the data set has it.
struct MovedPicture {
    std::string before;
    std::string now;
};

/// Remembers moved pictures under their new paths: stamps and sums go with them, so that their features stay.
/// Throws Error when the disk refuses.
void renamePictures(const std::filesystem::path& featuresFolder, std::span<const MovedPicture> moved);

} // namespace crossview
