#include "project/database/item_table.h"

#include <fmt/format.h>

#include <vector>

namespace crossview {
std::string itemTable(std::span<const ItemRef> items, const Dataset& dataset, const Projection* map,
                      TableFormat format) {
    std::string table;
    std::vector<std::string> heading{"view", "item", "x", "y", "text", "path", "concept"};
    const bool hasRegions = dataset.hasRegions();
    if (hasRegions)
        heading.emplace_back("box");
    for (const ItemColumn& column : dataset.columns())
        heading.push_back(column.name);
    table += tableLine(heading, format);
    for (const ItemRef& item : items) {
        const bool isImage = item.view == View::image;
        const auto index = static_cast<std::size_t>(item.index);
        std::string x, y, name;
        if (map) {
            const Matrix& places = isImage ? map->images : map->sentences;
            x = fmt::format("{:.6g}", places(index, 0));
            y = fmt::format("{:.6g}", places(index, 1));
        }
        if (const std::int32_t id = isImage ? dataset.images()[index].conceptId : -1; id >= 0)
            name = dataset.concepts()[static_cast<std::size_t>(id)];
        std::vector<std::string> cells{isImage ? "image" : "sentence",
                                       std::to_string(item.index),
                                       x,
                                       y,
                                       isImage ? dataset.imageTitle(index) : dataset.sentences()[index].text,
                                       isImage ? dataset.imagePath(index).string() : std::string(),
                                       name};
        if (hasRegions)
            cells.push_back(isImage && dataset.images()[index].box ? boxText(*dataset.images()[index].box)
                                                                   : std::string());
        for (const ItemColumn& column : dataset.columns())
            cells.push_back(column.view == item.view ? column.valueText(index) : std::string());
        table += tableLine(cells, format);
    }
    return table;
}

std::vector<ItemRef> allItems(const Dataset& dataset) {
    std::vector<ItemRef> items;
    for (std::size_t i = 0; i < dataset.images().size(); ++i)
        items.push_back({View::image, static_cast<int>(i)});
    for (std::size_t s = 0; s < dataset.sentences().size(); ++s)
        items.push_back({View::sentence, static_cast<int>(s)});
    return items;
}

} // namespace crossview
