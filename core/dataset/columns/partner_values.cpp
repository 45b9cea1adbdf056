#include "dataset/columns/partner_values.h"

namespace crossview {
namespace {

template <typename T>
std::vector<T> agreedOn(const Dataset& dataset, const ItemColumn& column, const std::vector<T>& values,
                        T none) {
    const Relation& relation = dataset.relation();
    const bool isOfImages = column.view == View::image;
    std::vector<T> agreed(isOfImages ? dataset.sentences().size() : dataset.images().size(), none);
    for (std::size_t i = 0; i < agreed.size(); ++i) {
        bool any = false;
        for (const std::int32_t partner : isOfImages ? relation.imagesOf(i) : relation.sentencesOf(i)) {
            const auto at = static_cast<std::size_t>(partner);
            if (column.isMissing(at))
                continue;
            if (any && agreed[i] != values[at]) {
                agreed[i] = none;
                break;
            }
            agreed[i] = values[at];
            any = true;
        }
    }
    return agreed;
}

} // namespace

std::vector<double> partnerNumbers(const Dataset& dataset, const ItemColumn& column) {
    return agreedOn(dataset, column, column.numbers, ItemColumn::kNoNumber);
}

std::vector<std::int32_t> partnerTexts(const Dataset& dataset, const ItemColumn& column) {
    return agreedOn(dataset, column, column.textOf, ItemColumn::kNoText);
}

} // namespace crossview
