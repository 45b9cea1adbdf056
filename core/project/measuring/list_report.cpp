#include "project/measuring/list_report.h"

#include <algorithm>
#include <utility>

namespace crossview {
namespace {

/// The right answers of every query of one direction.
class RightAnswers {
public:
    /// `queryConcepts` and `itemConcepts` are -1 where none is known.
    RightAnswers(MatchesOf matchesOf, std::vector<std::int32_t> queryConcepts,
                 const std::vector<std::int32_t>& itemConcepts, std::size_t concepts)
        : m_matchesOf(std::move(matchesOf)), m_queryConcepts(std::move(queryConcepts)), m_itemsOf(concepts) {
        for (std::size_t item = 0; item < itemConcepts.size(); ++item)
            if (itemConcepts[item] >= 0)
                m_itemsOf[static_cast<std::size_t>(itemConcepts[item])].push_back(
                    static_cast<std::int32_t>(item));
    }

    std::vector<GradedItem> pairs(std::size_t query) const {
        std::vector<GradedItem> right;
        for (const std::int32_t item : m_matchesOf(query))
            right.push_back({item, 1});
        return right;
    }

    std::vector<GradedItem> withConcept(std::size_t query) const {
        const std::span<const std::int32_t> own = m_matchesOf(query);
        std::vector<GradedItem> right;
        for (const std::int32_t item : own)
            right.push_back({item, 2});
        if (const std::int32_t concept_ = m_queryConcepts[query]; concept_ >= 0)
            for (const std::int32_t item : m_itemsOf[static_cast<std::size_t>(concept_)])
                if (!std::ranges::binary_search(own, item))
                    right.push_back({item, 1});
        return right;
    }

private:
    MatchesOf m_matchesOf;
    std::vector<std::int32_t> m_queryConcepts;
    std::vector<std::vector<std::int32_t>> m_itemsOf; // of each concept, ascending
};

DirectionLists listsOf(MatrixView queries, MatrixView answers, const RightAnswers& right, bool hasConcepts,
                       const RescoreFor& rescoreFor, const std::stop_token& stop) {
    const Rescore rescore = rescoreFor ? rescoreFor(queries, answers) : Rescore();
    DirectionLists lists;
    lists.pairs = listQuality(
        queries, answers, [&](std::size_t query) { return right.pairs(query); }, rescore, stop);
    if (hasConcepts)
        lists.concepts = listQuality(
            queries, answers, [&](std::size_t query) { return right.withConcept(query); }, rescore, stop);
    if (lists.concepts && lists.concepts->meanRight == lists.pairs.meanRight) // nothing beside the pairs
        lists.concepts.reset();
    return lists;
}

} // namespace

ListReport listReport(const EvaluationItems& embedded, const AskedItems& items, const Dataset& dataset,
                      const RescoreBothWays& rescore, const std::stop_token& stop) {
    std::vector<std::int32_t> imageConcepts;
    for (const std::int32_t image : items.images)
        imageConcepts.push_back(dataset.images()[static_cast<std::size_t>(image)].conceptId);
    std::vector<std::int32_t> textConcepts;
    for (std::size_t text = 0; text < items.textCount(); ++text) {
        const auto images = items.relation.imagesOf(text);
        textConcepts.push_back(images.empty() ? -1 : imageConcepts[static_cast<std::size_t>(images.front())]);
    }
    const bool hasConcepts = std::ranges::any_of(imageConcepts, [](std::int32_t id) { return id >= 0; });
    const std::size_t concepts = dataset.concepts().size();
    const RightAnswers ofImages([&](std::size_t image) { return items.relation.sentencesOf(image); },
                                imageConcepts, textConcepts, concepts);
    const RightAnswers ofTexts([&](std::size_t text) { return items.relation.imagesOf(text); }, textConcepts,
                               imageConcepts, concepts);
    return {listsOf(embedded.images, embedded.texts, ofImages, hasConcepts, rescore.imageToSentence, stop),
            listsOf(embedded.texts, embedded.images, ofTexts, hasConcepts, rescore.sentenceToImage, stop)};
}

} // namespace crossview
