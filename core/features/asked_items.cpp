#include "features/asked_items.h"

#include "common/linear_algebra.h"
#include "features/documents.h"

#include <algorithm>

namespace crossview {

Matrix AskedItems::imageRows(MatrixView features) const {
    return chosenRows(features, images);
}

Matrix AskedItems::textRows(MatrixView features, const Relation& whole) const {
    return documents ? documentFeatures(features, whole, images) : chosenRows(features, sentences);
}

AskedItems askedItems(const SplitAssignment& splits, const Relation& relation, Split split, bool documents) {
    return askedItems(splits.imagesIn(split), relation, documents);
}

AskedItems askedItems(std::vector<std::int32_t> images, const Relation& relation, bool documents) {
    AskedItems items;
    items.documents = documents;
    items.images = std::move(images);
    const auto sentencesOf = [&](std::int32_t image) {
        return relation.sentencesOf(static_cast<std::size_t>(image));
    };
    if (documents) {
        std::erase_if(items.images, [&](std::int32_t image) { return sentencesOf(image).empty(); });
        items.relation = documentRelation(items.images.size());
        return items;
    }
    for (const std::int32_t image : items.images)
        items.sentences.insert(items.sentences.end(), sentencesOf(image).begin(), sentencesOf(image).end());
    std::ranges::sort(items.sentences);
    items.sentences.erase(std::unique(items.sentences.begin(), items.sentences.end()), items.sentences.end());
    items.relation = relation.restricted(items.images, items.sentences);
    return items;
}

} // namespace crossview
