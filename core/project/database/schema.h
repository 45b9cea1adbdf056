#pragma once

#include "project/database/sqlite.h"

#include <optional>
#include <string>
#include <string_view>

namespace crossview {

/// Version of the tables; PRAGMA user_version of a project. 2: every row has a sum. 3: columns of
/// the imported data. 4: boxes of regions.
inline constexpr int kProjectSchema = 4;
/// PRAGMA application_id of a project: "CrsV".
inline constexpr int kProjectApplication = 0x43727356;

/// A table of a project, whose last column is the sum of a row's other columns (row_sum in sqlite.h).
struct Table {
    const char* name;
    const char* columns; ///< without the sum, "id, name"
};
namespace tables {
inline constexpr Table kProperties{"properties", "name, value"};
inline constexpr Table kSettings{"settings", "name, value"};
inline constexpr Table kConcepts{"concepts", "id, name"};
inline constexpr Table kImages{"images", "id, path, title, concept, source, file_split"};
inline constexpr Table kSentences{"sentences", "id, text, kind"};
inline constexpr Table kPairs{"pairs", "image, sentence"};
inline constexpr Table kSplits{"splits", "image, split"};
/// The imported columns; what they hold stands in tables of their own (column_tables.h).
inline constexpr Table kColumns{"columns", "id, name, view, kind"};
/// Boxes of the images that are regions.
inline constexpr Table kBoxes{"boxes", "image, x, y, width, height"};
inline constexpr Table kRuns{
    "runs", "number, id, created, state, epochs, best_epoch, best_score, options, provenance"};
inline constexpr Table kSteps{"step_metrics", "run, step, position, name, value"};
inline constexpr Table kEpochs{"epoch_metrics", "run, epoch, position, name, value"};
} // namespace tables

/// A statement that adds a row with its sum, or replaces the one of the same key; parameters in the order of
/// the columns.
sqlite::Statement insertInto(const Table& table, const sqlite::Database& database);

/// Rows of a table in the order of its columns, e.g. under "WHERE id = ?". A row is checked by step().
class CheckedRows {
public:
    CheckedRows(const Table& table, const sqlite::Database& database, const std::string& condition = {});
    sqlite::Statement& row() { return m_rows; }
    /// Goes to the next row; false after the last. Throws Error where the sum does not fit.
    bool step();

private:
    const Table& m_table;
    const sqlite::Database& m_database;
    int m_sum;
    sqlite::Statement m_rows;
};

/// The value under a name in properties or settings; nothing where there is none. All rows are checked: one
/// whose name is damaged would not be found.
std::optional<std::string> namedValue(const Table& table, const sqlite::Database& database,
                                      std::string_view name);

/// Makes the tables in an empty database.
void createTables(const sqlite::Database& database);

/// The version of a project's tables. Throws Error unless the database is a whole project of a version that
/// this program reads.
int requireProject(const sqlite::Database& database);

/// Brings the tables of an older version up to kProjectSchema, in one transaction.
void bringUp(const sqlite::Database& database, int version);

} // namespace crossview
