#pragma once

#include "dataset/tables/box_columns.h"
#include "dataset/tables/table_rows.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace crossview {

/// Which column of a table means what.
struct TableColumns {
    std::vector<std::string> header; ///< as written; empty where there is none
    std::optional<std::size_t> image;
    std::vector<std::size_t> captions;
    std::optional<std::size_t> split;
    std::optional<std::size_t> conceptName;
    FoundBoxColumns boxes; ///< of regions, by the header
    std::size_t count = 0; ///< columns of a complete record; 0: not known

    bool complete() const { return image && !captions.empty(); }
    /// Columns that a record must have.
    std::size_t least() const;
    /// A column that is none of the above.
    struct Further {
        std::size_t column = 0;
        std::string name; ///< as written; "column 3" without a header, "name 2" where it stands twice
    };
    /// All of them; such without a name in the header are none, nor are any while `count` is not known.
    std::vector<Further> further() const;
    /// What was taken and what else there is, one clause: columns by name, or by number without a header.
    std::string description() const;
    /// Whether a record holds the header once more.
    bool repeatsHeader(const TableRow& row) const;
};

/// The columns that a header names, as far as it does; other names are passed over.
TableColumns columnsNamed(const TableRow& header);

/// The columns of a table by its first rows: by the names in the header, and where it does not name them by
/// what the rows hold (names of pictures, words). Of several columns that may hold pictures, those with file
/// names go before web addresses. Incomplete where the first row is a header that leaves it open.
TableColumns columnsOf(std::span<const TableRow> rows, char separator);

} // namespace crossview
