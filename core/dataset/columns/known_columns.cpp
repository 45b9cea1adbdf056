#include "dataset/columns/known_columns.h"

#include "common/error.h"

#include <algorithm>

namespace crossview {

KnownColumns::KnownColumns(std::shared_ptr<const Dataset> dataset, std::span<const Split> splits)
    : m_dataset(std::move(dataset)) {
    m_split.name = "split";
    for (const Split split : {Split::train, Split::validation, Split::test, Split::unused})
        m_split.texts.emplace_back(toString(split));
    for (const Split split : splits)
        m_split.textOf.push_back(static_cast<std::int32_t>(split));
    m_concept.name = "concept";
    m_concept.texts = m_dataset->concepts();
    for (const ImageItem& image : m_dataset->images())
        m_concept.textOf.push_back(image.conceptId);
    if (!m_split.textOf.empty())
        m_all.push_back(&m_split);
    if (m_dataset->hasConcepts())
        m_all.push_back(&m_concept);
    for (const ItemColumn& column : m_dataset->columns())
        m_all.push_back(&column);
}

const ItemColumn* KnownColumns::find(std::string_view name) const {
    const auto found = std::ranges::find_if(
        m_all, [&](const ItemColumn* column) { return isSameColumn(column->name, name); });
    return found == m_all.end() ? nullptr : *found;
}

const ItemColumn& KnownColumns::named(std::string_view name) const {
    if (const ItemColumn* column = find(name))
        return *column;
    std::string names;
    for (std::size_t c = 0; c < m_all.size(); ++c)
        names += (c == 0 ? "" : c + 1 == m_all.size() ? " and " : ", ") + m_all[c]->name;
    throw Error("There is no column \"" + std::string(name) + "\": " +
                (m_all.empty() ? "the data have none to filter by."
                               : "there are " + names + ". Words with a colon go in quotes."));
}

} // namespace crossview
