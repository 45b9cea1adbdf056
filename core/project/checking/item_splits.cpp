#include "project/checking/item_splits.h"

namespace crossview {

std::set<Split> splitsOf(const ItemRef& item, const Dataset& dataset, std::span<const Split> splits) {
    std::set<Split> parts;
    const auto add = [&](std::int32_t image) {
        const auto index = static_cast<std::size_t>(image);
        if (index < splits.size() && splits[index] != Split::unused)
            parts.insert(splits[index]);
    };
    if (item.view == View::image)
        add(static_cast<std::int32_t>(item.index));
    else
        for (const std::int32_t image : dataset.relation().imagesOf(static_cast<std::size_t>(item.index)))
            add(image);
    return parts;
}

} // namespace crossview
