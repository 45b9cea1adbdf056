#include "retrieval/phrase_places.h"

#include "retrieval/nearest_rows.h"

#include <algorithm>

namespace crossview {
namespace {

const ImageItem& itemOf(const Dataset& dataset, std::int32_t image) {
    return dataset.images()[static_cast<std::size_t>(image)];
}

/// Regions of one picture, or those of them that are proposals where there are any.
std::vector<std::int32_t> candidatesIn(const Dataset& dataset, const std::filesystem::path& picture,
                                       std::span<const std::int32_t> leftOut) {
    std::vector<std::int32_t> regions;
    std::vector<std::int32_t> proposals;
    for (std::size_t i = 0; i < dataset.images().size(); ++i) {
        const auto image = static_cast<std::int32_t>(i);
        if (dataset.images()[i].box && dataset.images()[i].path == picture &&
            !std::ranges::binary_search(leftOut, image))
            (dataset.isProposal(i) ? proposals : regions).push_back(image);
    }
    return proposals.empty() ? regions : proposals;
}

} // namespace

std::vector<PhrasePlace> phrasePlaces(const Dataset& dataset, std::size_t sentence, std::size_t most) {
    std::vector<PhrasePlace> places;
    for (const std::int32_t image : dataset.relation().imagesOf(sentence)) {
        const ImageItem& item = itemOf(dataset, image);
        if (!item.box || item.path.empty())
            continue;
        const auto known = std::ranges::find_if(places, [&](const PhrasePlace& place) {
            return itemOf(dataset, place.regions.front()).path == item.path;
        });
        if (known != places.end())
            known->regions.push_back(image);
        else if (places.size() < most)
            places.push_back({{image}});
    }
    return places;
}

void findPlaces(std::vector<PhrasePlace>& places, const Dataset& dataset, std::span<const float> phrase,
                MatrixView images, std::span<const std::int32_t> leftOut) {
    for (PhrasePlace& place : places) {
        const std::vector<std::int32_t> candidates =
            candidatesIn(dataset, itemOf(dataset, place.regions.front()).path, leftOut);
        place.candidates = candidates.size();
        const std::vector<Hit> nearest = nearestOf(phrase, images, candidates, 1);
        if (nearest.empty())
            continue;
        place.found = nearest.front().item;
        for (const std::int32_t region : place.regions)
            place.overlap = std::max(
                place.overlap, overlap(*itemOf(dataset, region).box, *itemOf(dataset, place.found).box));
    }
}

} // namespace crossview
