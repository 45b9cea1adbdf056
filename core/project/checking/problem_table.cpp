#include "project/checking/problem_table.h"

#include "dataset/item_name.h"
#include "project/database/table_line.h"

#include <array>
#include <fmt/format.h>

namespace crossview {
namespace {

const char* viewOf(const ItemRef& item) {
    return item.view == View::image ? "image" : "sentence";
}

} // namespace

std::string problemTable(std::span<const DataProblem> problems, const Dataset& dataset,
                         std::span<const Split> splits) {
    std::string table;
    const auto line = [&](const std::array<std::string, 8>& cells) {
        table += tableLine(cells, TableFormat::tabs);
    };
    line({"problem", "group", "view", "item", "split", "text", "path", "reason"});
    for (std::size_t p = 0; p < problems.size(); ++p)
        for (const ItemRef& item : problems[p].items) {
            const auto index = static_cast<std::size_t>(item.index);
            const bool isImage = item.view == View::image;
            line({toString(problems[p].kind), std::to_string(p), viewOf(item), std::to_string(item.index),
                  isImage && index < splits.size() ? toString(splits[index]) : "", shortTextOf(item, dataset),
                  isImage && dataset.hasPicture(index) ? dataset.imagePath(index).string() : "",
                  problems[p].reason});
        }
    return table;
}

} // namespace crossview
