#include "dataset/edits/settle_group.h"

namespace crossview {

std::vector<DataEdit> keepFirst(std::span<const ItemRef> images) {
    const auto others = images.subspan(1);
    return {{DataEdit::Kind::join, {images.begin(), images.end()}, {}},
            {DataEdit::Kind::leaveOut, {others.begin(), others.end()}, {}}};
}

std::vector<DataEdit> wordLikeFirst(std::span<const ItemRef> sentences, const Dataset& shown) {
    const std::string& text = shown.sentences().at(static_cast<std::size_t>(sentences.front().index)).text;
    std::vector<DataEdit> edits;
    for (const ItemRef& sentence : sentences.subspan(1))
        for (const std::int32_t image : shown.relation().imagesOf(static_cast<std::size_t>(sentence.index)))
            edits.push_back({DataEdit::Kind::reword, {{View::image, image}, sentence}, text});
    return edits;
}

} // namespace crossview
