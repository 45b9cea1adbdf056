#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace crossview {

/// What a published number was measured on.
enum class PublishedPool : std::uint8_t {
    flickr8k,  ///< Flickr8K, 1,000 test images
    flickr30k, ///< Flickr30K, 1,000 test images
    coco1k,    ///< COCO, 1,000 test images or the mean of five folds of 1,000
    coco5k     ///< COCO, 5,000 test images
};

/// Where such a number was read, the firmest first.
enum class PublishedTrust : std::uint8_t {
    authors,   ///< in the authors' own paper, supplement or repository
    thirdParty ///< in somebody else's table of published numbers, or quoted by others
};

/// A row of the literature: recall of a method on a data set, in percent.
struct PublishedResult {
    PublishedPool pool;
    std::string_view method;
    std::array<double, 6>
        recall;              ///< image → sentence R@1, 5, 10, sentence → image R@1, 5, 10; NaN: not given
    std::string_view source; ///< where it was read
    PublishedTrust trust;
};

/// All rows whose numbers could be read in a text, by pool, this method first. What is only remembered is not
/// among them.
std::span<const PublishedResult> publishedResults();

/// "flickr30k", as the command line calls a pool.
std::string_view toString(PublishedPool pool);
/// Nothing for another text.
std::optional<PublishedPool> publishedPoolOf(std::string_view text);
inline constexpr std::array kPublishedPools{PublishedPool::flickr30k, PublishedPool::coco1k,
                                            PublishedPool::coco5k, PublishedPool::flickr8k};

/// "Flickr30K, 1,000 test images".
std::string_view describe(PublishedPool pool);
/// "authors", "third party".
std::string_view describe(PublishedTrust trust);

/// "40.3"; "–" where it is not given.
std::string publishedText(const PublishedResult& result, std::size_t measure);

/// One sentence: what such rows can be compared with, and how far they are to be trusted.
std::string_view publishedNote();

} // namespace crossview
