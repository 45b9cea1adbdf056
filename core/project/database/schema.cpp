#include "project/database/schema.h"

#include "common/error.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <vector>

namespace crossview {

using sqlite::Database;
using sqlite::Statement;
using sqlite::Transaction;

namespace {

// Splits, states and kinds are words, so that the tables can be read with the sqlite3 tool.
constexpr const char* kTables = R"sql(
CREATE TABLE properties(name TEXT PRIMARY KEY, value TEXT NOT NULL, sum INTEGER) WITHOUT ROWID;
CREATE TABLE settings(name TEXT PRIMARY KEY, value TEXT NOT NULL, sum INTEGER) WITHOUT ROWID;
CREATE TABLE concepts(id INTEGER PRIMARY KEY, name TEXT NOT NULL, sum INTEGER);
CREATE TABLE images(id INTEGER PRIMARY KEY, path TEXT NOT NULL, title TEXT NOT NULL,
    concept INTEGER REFERENCES concepts(id), source TEXT NOT NULL, file_split TEXT NOT NULL, sum INTEGER);
CREATE TABLE sentences(id INTEGER PRIMARY KEY, text TEXT NOT NULL, kind TEXT NOT NULL, sum INTEGER);
CREATE TABLE pairs(image INTEGER NOT NULL REFERENCES images(id),
    sentence INTEGER NOT NULL REFERENCES sentences(id), sum INTEGER, PRIMARY KEY(image, sentence)) WITHOUT ROWID;
CREATE TABLE splits(image INTEGER PRIMARY KEY REFERENCES images(id), split TEXT NOT NULL, sum INTEGER);
CREATE TABLE runs(number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, created TEXT NOT NULL,
    state TEXT NOT NULL, epochs INTEGER NOT NULL, best_epoch INTEGER NOT NULL, best_score REAL,
    options TEXT NOT NULL, provenance TEXT NOT NULL, sum INTEGER);
CREATE TABLE step_metrics(run TEXT NOT NULL, step INTEGER NOT NULL, position INTEGER NOT NULL,
    name TEXT NOT NULL, value REAL, sum INTEGER, PRIMARY KEY(run, step, position)) WITHOUT ROWID;
CREATE TABLE epoch_metrics(run TEXT NOT NULL, epoch INTEGER NOT NULL, position INTEGER NOT NULL,
    name TEXT NOT NULL, value REAL, sum INTEGER, PRIMARY KEY(run, epoch, position)) WITHOUT ROWID;
)sql";

constexpr const char* kColumnTable =
    "CREATE TABLE columns(id INTEGER PRIMARY KEY, name TEXT NOT NULL, view TEXT NOT "
    "NULL, kind TEXT NOT NULL, sum INTEGER)";

constexpr const char* kBoxTable =
    "CREATE TABLE boxes(image INTEGER PRIMARY KEY REFERENCES images(id), x REAL NOT NULL, y REAL NOT NULL, "
    "width REAL NOT NULL, height REAL NOT NULL, sum INTEGER)";

/// Those of the first version.
constexpr std::array kFirstTables{tables::kProperties, tables::kSettings, tables::kConcepts, tables::kImages,
                                  tables::kSentences,  tables::kPairs,    tables::kSplits,   tables::kRuns,
                                  tables::kSteps,      tables::kEpochs};

int columnCount(const Table& table) {
    return 1 + static_cast<int>(std::ranges::count(std::string_view(table.columns), ','));
}

/// The sum's expression over column names or parameters: another table's row has another sum.
std::string sumOver(const Table& table, const std::string& values) {
    return fmt::format("row_sum('{}', {})", table.name, values);
}

std::string insertText(const Table& table) {
    std::string parameters = "?1";
    for (int i = 2; i <= columnCount(table); ++i)
        parameters += fmt::format(", ?{}", i);
    return fmt::format("INSERT OR REPLACE INTO {}({}, sum) VALUES({}, {})", table.name, table.columns,
                       parameters, sumOver(table, parameters));
}

std::string selectText(const Table& table, const std::string& condition) {
    return fmt::format("SELECT {0}, sum IS {1} FROM {2} {3}", table.columns, sumOver(table, table.columns),
                       table.name, condition);
}

} // namespace

Statement insertInto(const Table& table, const Database& database) {
    return {database, insertText(table)};
}

CheckedRows::CheckedRows(const Table& table, const Database& database, const std::string& condition)
    : m_table(table), m_database(database), m_sum(columnCount(table)),
      m_rows(database, selectText(table, condition)) {}

bool CheckedRows::step() {
    if (!m_rows.step())
        return false;
    if (m_rows.integer(m_sum) == 0)
        m_database.failDamaged(fmt::format("the sum of a row of the table {} does not fit", m_table.name));
    return true;
}

std::optional<std::string> namedValue(const Table& table, const Database& database, std::string_view name) {
    std::optional<std::string> value;
    CheckedRows rows(table, database);
    while (rows.step())
        if (rows.row().text(0) == name)
            value = rows.row().text(1);
    return value;
}

void createTables(const Database& database) {
    database.execute(kTables);
    database.execute(kColumnTable);
    database.execute(kBoxTable);
    database.execute(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", kProjectApplication,
                                 kProjectSchema)
                         .c_str());
}

int requireProject(const Database& database) {
    const std::int64_t application = database.integer("PRAGMA application_id");
    const std::int64_t version = database.integer("PRAGMA user_version");
    const std::string file = database.file().string();
    if (application != 0 && application != kProjectApplication)
        throw Error(file + " is a database of another program: open a folder made by Crossview.");
    if (version > kProjectSchema)
        throw Error(file + " was written by a newer Crossview (format " + std::to_string(version) +
                    ", this one reads " + std::to_string(kProjectSchema) +
                    "): install the newer version to open it.");
    std::vector<Table> expected(kFirstTables.begin(), kFirstTables.end());
    if (version >= 3)
        expected.push_back(tables::kColumns);
    if (version >= 4)
        expected.push_back(tables::kBoxes);
    std::string names;
    for (const Table& table : expected)
        names += fmt::format("{}'{}'", names.empty() ? "" : ", ", table.name);
    const auto found = database.integer(
        fmt::format("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ({})", names)
            .c_str());
    if (application != kProjectApplication || version < 1 ||
        found != static_cast<std::int64_t>(expected.size()))
        database.failDamaged("it holds no complete project");
    return static_cast<int>(version);
}

void bringUp(const Database& database, int version) {
    if (version >= kProjectSchema)
        return;
    Transaction transaction(database);
    const int found = requireProject(database);
    if (found >= kProjectSchema)
        return; // another process was quicker
    for (const Table& table : kFirstTables) {
        if (found >= 2)
            break;
        database.execute(fmt::format("ALTER TABLE {} ADD COLUMN sum INTEGER", table.name).c_str());
        database.execute(
            fmt::format("UPDATE {} SET sum = {}", table.name, sumOver(table, table.columns)).c_str());
    }
    if (found < 3)
        database.execute(kColumnTable);
    database.execute(kBoxTable);
    database.execute(fmt::format("PRAGMA user_version = {}", kProjectSchema).c_str());
    transaction.commit();
}

} // namespace crossview
