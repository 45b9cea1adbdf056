#include "dataset/picture_numbers.h"

#include <string>
#include <unordered_map>

namespace crossview {

std::vector<std::int32_t> pictureNumbers(const Dataset& dataset) {
    std::vector<std::int32_t> numbers;
    numbers.reserve(dataset.images().size());
    std::unordered_map<std::string, std::int32_t> known;
    std::int32_t pictures = 0;
    for (const ImageItem& image : dataset.images()) {
        if (image.path.empty() && !image.box) {
            numbers.push_back(pictures++);
            continue;
        }
        const auto [entry, isNew] =
            known.emplace(image.path.empty() ? '\n' + image.title : image.path.string(), pictures);
        pictures += isNew ? 1 : 0;
        numbers.push_back(entry->second);
    }
    return numbers;
}

} // namespace crossview
