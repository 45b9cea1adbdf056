#include "training/split_recall.h"

#include "common/linear_algebra.h"
#include "features/documents.h"

#include <algorithm>

namespace crossview {

RecallBothWays splitRecall(const TrainingInput& input, const FrozenNetwork& network, Split split,
                           TextUnit protocol, TieRule rule, const std::stop_token& stop) {
    const Relation& relation = input.dataset->relation();
    const bool documents = protocol != TextUnit::sentences;
    std::vector<std::int32_t> images = input.splits->imagesIn(split);
    if (documents) // a picture without sentences has no document
        std::erase_if(images, [&](std::int32_t image) {
            return relation.sentencesOf(static_cast<std::size_t>(image)).empty();
        });
    RecallBothWays recall;
    recall.tieRule = rule;
    if (!images.empty()) {
        const Matrix x = network.image.embedRows(chosenRows(input.features->images, images), stop);
        if (documents) {
            const Matrix rows = documentFeatures(input.features->sentences, relation, images);
            recall = evaluateRecall(x, network.sentence.embedRows(rows, stop),
                                    documentRelation(images.size()), rule);
        } else {
            const std::vector<std::int32_t> sentences = input.splits->sentencesIn(split, relation);
            const Matrix rows = chosenRows(input.features->sentences, sentences);
            recall = evaluateRecall(x, network.sentence.embedRows(rows, stop),
                                    relation.restricted(images, sentences), rule);
        }
    }
    recall.protocol = documents ? "documents" : "sentences";
    return recall;
}

} // namespace crossview
