#include "dataset/item_name.h"

#include "common/error.h"
#include "common/text.h"

#include <fmt/format.h>

namespace crossview {
namespace {

constexpr std::string_view kImage = "image:";
constexpr std::string_view kSentence = "sentence:";

ItemRef itemOf(const Dataset& dataset, View view, std::string_view called) {
    const bool isImage = view == View::image;
    const std::size_t count = isImage ? dataset.images().size() : dataset.sentences().size();
    if (const auto number = parseInteger(called);
        number && *number >= 0 && static_cast<unsigned long long>(*number) < count)
        return {view, static_cast<int>(*number)};
    ItemRef found{view, -1};
    for (std::size_t i = 0; i < count; ++i) {
        if (called != (isImage ? dataset.imageTitle(i) : dataset.sentences()[i].text))
            continue;
        if (found.isValid())
            throw Error(fmt::format("Several {}s are called \"{}\": name one by its number, from 0 to {}.",
                                    isImage ? "image" : "sentence", called, count - 1));
        found.index = static_cast<int>(i);
    }
    if (!found.isValid())
        throw Error(fmt::format("\"{}\" has no {} \"{}\": name one by its number, from 0 to {}, or as it is "
                                "called.",
                                dataset.name(), isImage ? "image" : "sentence", called, count - 1));
    return found;
}

} // namespace

ItemRef itemNamed(const Dataset& dataset, std::string_view name) {
    if (name.starts_with(kImage))
        return itemOf(dataset, View::image, name.substr(kImage.size()));
    if (name.starts_with(kSentence))
        return itemOf(dataset, View::sentence, name.substr(kSentence.size()));
    throw Error(
        fmt::format("\"{}\" names no view: write image: or sentence: before the number or the name.", name));
}

std::string itemText(const ItemRef& item, const Dataset& dataset) {
    return fmt::format("{}{} ({})", item.view == View::image ? kImage : kSentence, item.index,
                       shortTextOf(item, dataset));
}

std::string shortTextOf(const ItemRef& item, const Dataset& dataset) {
    const auto index = static_cast<std::size_t>(item.index);
    if (item.view == View::sentence)
        return dataset.sentences()[index].text;
    return dataset.hasPicture(index) ? dataset.images()[index].path.filename().string()
                                     : dataset.imageTitle(index);
}

} // namespace crossview
