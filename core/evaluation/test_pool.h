#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// Among how many images a query searches. Recall falls as they grow, so that numbers of different pools
/// cannot be compared; "COCO 1K" means the second or the third (method.md 1.8).
enum class TestPool : std::uint8_t {
    all,       ///< every image of the split
    first1000, ///< its first 1,000 images
    fiveFolds, ///< the mean over five times 1,000 images
    first5000  ///< its first 5,000 images
};
const char* toString(TestPool pool); ///< "all", "1k", "5x1k", "5k"
/// Throws Error for another word, listing those there are.
TestPool testPoolFromString(std::string_view word);
/// For the foot of a table: "all 500 images", "the first 1,000 images", …
std::string describe(TestPool pool, std::size_t images);

/// Images begin, begin + 1, … that stand in one pool with their sentences.
struct ImageRange {
    std::size_t begin = 0;
    std::size_t count = 0;
};

/// The pools of a split with so many images, one or five. Throws Error where there are too few images.
std::vector<ImageRange> imageRanges(TestPool pool, std::size_t images);

} // namespace crossview
