#pragma once

#include "dataset/columns/item_column.h"
#include "dataset/dataset.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// All that items can be filtered, counted and coloured by: their split and concept, as columns of the
/// images, and the columns that were imported. Of two columns of one name the first goes by it.
class KnownColumns {
public:
    /// `splits`: of every image; empty: not divided.
    KnownColumns(std::shared_ptr<const Dataset> dataset, std::span<const Split> splits);
    KnownColumns(const KnownColumns&) = delete;
    KnownColumns& operator=(const KnownColumns&) = delete;

    const Dataset& dataset() const { return *m_dataset; }
    /// In the order in which they are named: "split", "concept", then the file's.
    const std::vector<const ItemColumn*>& all() const { return m_all; }
    /// Null where there is none of the name (isSameColumn).
    const ItemColumn* find(std::string_view name) const;
    /// The same. Throws Error, which names the columns there are.
    const ItemColumn& named(std::string_view name) const;

private:
    std::shared_ptr<const Dataset> m_dataset;
    ItemColumn m_split, m_concept;
    std::vector<const ItemColumn*> m_all;
};

} // namespace crossview
