#include "dataset/columns/column_filter.h"

#include <algorithm>
#include <optional>

namespace crossview {
namespace {

/// Of one view, the items that meet its conditions; nothing where it has none.
std::optional<std::vector<bool>> ownOf(View view, std::size_t items, const KnownColumns& columns,
                                       std::span<const ColumnCondition> conditions) {
    std::optional<std::vector<bool>> own;
    for (const ColumnCondition& condition : conditions) {
        const ItemColumn& column = columns.named(condition.column);
        if (column.view != view)
            continue;
        if (!own)
            own.emplace(items, true);
        std::vector<bool> isAsked; // [texts]: compared once
        for (const std::string& text : column.texts)
            isAsked.push_back(std::ranges::count(condition.texts, text) > 0);
        for (std::size_t i = 0; i < items; ++i) {
            const bool isMet = column.isNumber()
                                   ? condition.isMetBy(column, i)
                                   : column.textOf[i] >= 0 && isAsked[std::size_t(column.textOf[i])];
            (*own)[i] = (*own)[i] && isMet;
        }
    }
    return own;
}

} // namespace

bool ColumnCondition::isMetBy(const ItemColumn& itsColumn, std::size_t item) const {
    if (itsColumn.isMissing(item))
        return false;
    if (!itsColumn.isNumber())
        return std::ranges::count(texts, itsColumn.texts[static_cast<std::size_t>(itsColumn.textOf[item])]) >
               0;
    const double value = itsColumn.numbers[item];
    return (withLeast ? value >= least : value > least) && (withMost ? value <= most : value < most);
}

ItemMask itemsThatPass(const KnownColumns& columns, std::span<const ColumnCondition> conditions) {
    const Dataset& dataset = columns.dataset();
    const auto images = ownOf(View::image, dataset.images().size(), columns, conditions);
    const auto sentences = ownOf(View::sentence, dataset.sentences().size(), columns, conditions);
    const auto joined = [](std::size_t items, const auto& own, const auto& others, const auto& partnersOf) {
        std::vector<bool> pass(items, true);
        for (std::size_t i = 0; i < items; ++i)
            pass[i] = (!own || (*own)[i]) &&
                      (!others || std::ranges::any_of(partnersOf(i), [&](std::int32_t partner) {
                          return (*others)[static_cast<std::size_t>(partner)];
                      }));
        return pass;
    };
    const Relation& relation = dataset.relation();
    return {joined(dataset.images().size(), images, sentences,
                   [&](std::size_t image) { return relation.sentencesOf(image); }),
            joined(dataset.sentences().size(), sentences, images,
                   [&](std::size_t sentence) { return relation.imagesOf(sentence); })};
}

} // namespace crossview
