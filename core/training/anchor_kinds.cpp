#include "training/anchor_kinds.h"

#include "dataset/picture_numbers.h"

#include <algorithm>
#include <iterator>
#include <span>

namespace crossview {
namespace {

std::span<const std::int32_t> partnersOf(ItemRef item, const Relation& relation) {
    const auto index = static_cast<std::size_t>(item.index);
    return item.view == View::image ? relation.sentencesOf(index) : relation.imagesOf(index);
}

std::size_t itemCount(View view, const Dataset& dataset) {
    return view == View::image ? dataset.images().size() : dataset.sentences().size();
}

/// -1 where none is known.
std::int32_t conceptOf(ItemRef item, const Dataset& dataset) {
    if (item.view == View::sentence) {
        const auto images = partnersOf(item, dataset.relation());
        if (images.empty())
            return -1;
        item = {View::image, images.front()};
    }
    return dataset.images()[static_cast<std::size_t>(item.index)].conceptId;
}

void sortOnce(std::vector<std::int32_t>& items) {
    std::ranges::sort(items);
    items.erase(std::unique(items.begin(), items.end()), items.end());
}

/// Items of a view with the anchor's concept, ascending.
std::vector<std::int32_t> ofItsConcept(ItemRef anchor, View view, const Dataset& dataset) {
    std::vector<std::int32_t> mates;
    const std::int32_t wanted = conceptOf(anchor, dataset);
    for (std::int32_t i = 0; wanted >= 0 && i < static_cast<std::int32_t>(itemCount(view, dataset)); ++i)
        if (conceptOf({view, i}, dataset) == wanted)
            mates.push_back(i);
    return mates;
}

/// Items of the other view that belong to no picture of the anchor's.
std::vector<std::int32_t> ofOtherPictures(ItemRef anchor, View other, const Dataset& dataset) {
    const std::vector<std::int32_t> pictureOf = pictureNumbers(dataset);
    const auto picturesOf = [&](ItemRef item) {
        std::vector<std::int32_t> pictures;
        if (item.view == View::image)
            pictures.push_back(pictureOf[static_cast<std::size_t>(item.index)]);
        else
            for (const std::int32_t image : partnersOf(item, dataset.relation()))
                pictures.push_back(pictureOf[static_cast<std::size_t>(image)]);
        sortOnce(pictures);
        return pictures;
    };
    const std::vector<std::int32_t> own = picturesOf(anchor);
    std::vector<std::int32_t> elsewhere;
    for (std::int32_t i = 0; i < static_cast<std::int32_t>(itemCount(other, dataset)); ++i)
        if (std::ranges::none_of(picturesOf({other, i}), [&](std::int32_t picture) {
                return std::ranges::binary_search(own, picture);
            }))
            elsewhere.push_back(i);
    return elsewhere;
}

std::vector<std::int32_t> without(const std::vector<std::int32_t>& items,
                                  const std::vector<std::int32_t>& taken) {
    std::vector<std::int32_t> rest;
    std::ranges::set_difference(items, taken, std::back_inserter(rest));
    return rest;
}

} // namespace

AnchorKinds kindsAcross(ItemRef anchor, const Dataset& dataset, const BatchOptions& options) {
    const auto partners = partnersOf(anchor, dataset.relation());
    AnchorKinds kinds{{partners.begin(), partners.end()}, {}};
    sortOnce(kinds.positives);
    const View other = anchor.view == View::image ? View::sentence : View::image;
    if (options.maskConcepts)
        kinds.spared = without(ofItsConcept(anchor, other, dataset), kinds.positives);
    if (options.negatives == Negatives::samePicture && dataset.hasRegions()) {
        const auto elsewhere = ofOtherPictures(anchor, other, dataset);
        kinds.spared.insert(kinds.spared.end(), elsewhere.begin(), elsewhere.end());
        sortOnce(kinds.spared);
    }
    return kinds;
}

AnchorKinds kindsWithin(ItemRef anchor, const Dataset& dataset, const BatchOptions& options) {
    AnchorKinds kinds;
    const View other = anchor.view == View::image ? View::sentence : View::image;
    for (const std::int32_t partner : partnersOf(anchor, dataset.relation())) {
        const auto mates = partnersOf({other, partner}, dataset.relation());
        kinds.positives.insert(kinds.positives.end(), mates.begin(), mates.end());
    }
    if (options.conceptNeighbours) {
        const auto mates = ofItsConcept(anchor, anchor.view, dataset);
        kinds.positives.insert(kinds.positives.end(), mates.begin(), mates.end());
    }
    sortOnce(kinds.positives);
    std::erase(kinds.positives, anchor.index);
    if (options.maskConcepts)
        kinds.spared = without(ofItsConcept(anchor, anchor.view, dataset), kinds.positives);
    kinds.spared.push_back(anchor.index);
    sortOnce(kinds.spared);
    return kinds;
}

} // namespace crossview
