#pragma once

#include "dataset/captions.h"
#include "dataset/columns/item_column.h"
#include "dataset/relation.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace crossview {

/// Makes columns out of the further cells of caption rows. A column is of the images as long as all rows of
/// an image agree, else of the sentences; of numbers as long as every cell is one, else of texts. What it
/// holds is bounded: columns beyond kMostColumns, with long texts, with lists, or with too much in them are
/// left out.
class ColumnCollector {
public:
    static constexpr std::size_t kMostColumns = 64;
    static constexpr std::size_t kLongestText = 256;                     ///< bytes of a cell
    static constexpr std::size_t kMostCells = std::size_t{1} << 25;      ///< of all columns
    static constexpr std::size_t kMostTextBytes = std::size_t{48} << 20; ///< of the different texts of all

    /// The cells of a row that was taken: its pair is the last of `pairs`, which are all of them so far.
    void add(std::span<const RecordCell> cells, std::span<const Relation::Pair> pairs);

    /// The columns for so many items, and empties this object. Columns without any value are none.
    std::vector<ItemColumn> finish(std::size_t images, std::size_t sentences);

    /// After finish(): "kept as columns: "price" (number, of pictures), …"; "not kept as columns: …". None
    /// where there were no further cells.
    const std::vector<std::string>& notes() const { return m_notes; }

private:
    struct Column {
        ItemColumn kept;
        std::unordered_map<std::string, std::int32_t> texts; // number of each
        std::vector<bool> hasCell;                           // [pairs], while it is of the images
        bool wasNumbers = false;                             // numbers were written anew as texts
        std::size_t contradicted = 0;                        // sentences' cells after another one
        std::string leftOut;                                 // why
    };
    Column* columnOf(std::string_view name, std::size_t position);
    void take(Column& column, const RecordCell& cell, std::span<const Relation::Pair> pairs);
    bool put(Column& column, std::size_t item, double number, std::int32_t text);
    void makeTexts(Column& column);
    void spreadToSentences(Column& column, std::span<const Relation::Pair> pairs);
    std::int32_t numberOf(Column& column, std::string_view text);
    void leaveOut(Column& column, const std::string& reason);

    std::vector<Column> m_columns;
    std::unordered_map<std::string, std::size_t> m_byName;
    std::vector<std::size_t> m_atPosition;     // column of the cell at a position of the last rows
    std::unordered_set<std::string> m_surplus; // names beyond kMostColumns, some of them
    std::size_t m_cells = 0;
    std::size_t m_textBytes = 0;
    std::vector<std::string> m_notes;
};

/// The number that a cell holds: decimal, in the notation of programs; not one with leading zeros, nor a
/// whole number that a double cannot hold (both are identifiers). Infinite ones are kNoNumber. False for
/// other texts.
bool readCellNumber(std::string_view cell, double& number);

} // namespace crossview
