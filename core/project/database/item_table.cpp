#include "project/database/item_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace crossview {
namespace {

class Table {
public:
    explicit Table(TableFormat format) : m_format(format) {}

    void line(std::initializer_list<std::string> cells) {
        bool first = true;
        for (const std::string& text : cells) {
            if (!first)
                m_text += m_format == TableFormat::tabs ? '\t' : ',';
            first = false;
            cell(text);
        }
        m_text += m_format == TableFormat::tabs ? "\n" : "\r\n";
    }
    std::string take() { return std::move(m_text); }

private:
    void cell(const std::string& text) {
        if (m_format == TableFormat::tabs) {
            std::ranges::transform(text, std::back_inserter(m_text), [](char letter) {
                return letter == '\t' || letter == '\n' || letter == '\r' ? ' ' : letter;
            });
        } else if (text.find_first_of(",\"\r\n") == std::string::npos) {
            m_text += text;
        } else {
            m_text += '"';
            for (const char letter : text)
                m_text += letter == '"' ? std::string("\"\"") : std::string(1, letter);
            m_text += '"';
        }
    }

    TableFormat m_format;
    std::string m_text;
};

} // namespace

std::string itemTable(std::span<const ItemRef> items, const Dataset& dataset, const Projection* map,
                      TableFormat format) {
    Table table(format);
    table.line({"view", "item", "x", "y", "text", "path", "concept"});
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
        table.line({isImage ? "image" : "sentence", std::to_string(item.index), x, y,
                    isImage ? dataset.imageTitle(index) : dataset.sentences()[index].text,
                    isImage ? dataset.imagePath(index).string() : std::string(), name});
    }
    return table.take();
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
