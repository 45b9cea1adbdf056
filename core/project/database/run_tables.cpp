#include "project/database/run_tables.h"

#include "project/database/schema.h"

namespace crossview {

using sqlite::Database;
using sqlite::Statement;
using sqlite::Transaction;

namespace {

/// Settings of what is set aside; they go with their run (deleteRun).
constexpr const char* kAside = "removed/";
constexpr const char* kNotAside = "NOT EXISTS(SELECT 1 FROM settings WHERE name = 'removed/' || runs.id)";

RunRecord recordOf(const Statement& row) {
    RunRecord run;
    run.id = row.text(1);
    run.created = row.text(2);
    setStatus(run, row.text(3));
    run.epochs = row.integer32(4);
    run.bestEpoch = row.integer32(5);
    run.bestScore = row.real(6);
    run.optionsJson = row.text(7);
    run.provenanceJson = row.text(8);
    return run;
}

std::optional<RunRecord> firstOf(CheckedRows rows) {
    return rows.step() ? std::optional(recordOf(rows.row())) : std::nullopt;
}

void write(const Database& database, std::int64_t number, const RunRecord& run) {
    insertInto(tables::kRuns, database)
        .bind(0, number)
        .bind(1, run.id)
        .bind(2, run.created)
        .bind(3, statusText(run))
        .bind(4, std::int64_t{run.epochs})
        .bind(5, std::int64_t{run.bestEpoch})
        .bind(6, run.bestScore)
        .bind(7, run.optionsJson)
        .bind(8, run.provenanceJson)
        .run();
}

/// step_metrics and epoch_metrics differ in the name of their counter only.
struct MetricTable {
    Table table;
    const char* remove;
    const char* removeAfter;
    const char* chosen;
};
constexpr MetricTable kStepTable{tables::kSteps, "DELETE FROM step_metrics WHERE run = ? AND step = ?",
                                 "DELETE FROM step_metrics WHERE run = ? AND step > ?",
                                 "WHERE run = ? ORDER BY step, position"};
constexpr MetricTable kEpochTable{tables::kEpochs, "DELETE FROM epoch_metrics WHERE run = ? AND epoch = ?",
                                  "DELETE FROM epoch_metrics WHERE run = ? AND epoch > ?",
                                  "WHERE run = ? ORDER BY epoch, position"};

/// A row whose run is damaged would be missed where rows are asked for by their run: every run that rows name
/// must be there. Goes from run to run by the primary key.
void requireKnownRuns(const Database& database, const Table& table) {
    Statement next(database, std::string("SELECT min(run) FROM ") + table.name + " WHERE run > ?");
    Statement known(database, "SELECT 1 FROM runs WHERE id = ?");
    std::string run;
    for (;;) {
        next.bind(0, run);
        if (!next.step() || next.isNull(0))
            return;
        run = next.text(0);
        next.reset();
        known.bind(0, run);
        if (!known.step())
            database.failDamaged(std::string("a row of the table ") + table.name + " names no run");
        known.reset();
    }
}

const MetricTable& tableOf(MetricKind kind) {
    return kind == MetricKind::step ? kStepTable : kEpochTable;
}

} // namespace

void writeMetrics(const Database& database, MetricKind kind, const std::string& run,
                  const std::vector<std::pair<int, NamedValues>>& rows) {
    const MetricTable& table = tableOf(kind);
    Transaction transaction(database);
    Statement remove(database, table.remove);
    Statement insert = insertInto(table.table, database);
    for (const auto& [counter, values] : rows) {
        remove.bind(0, run).bind(1, std::int64_t{counter}).run();
        std::int64_t position = 0;
        for (const auto& [name, value] : values)
            insert.bind(0, run)
                .bind(1, std::int64_t{counter})
                .bind(2, position++)
                .bind(3, name)
                .bind(4, value)
                .run();
    }
    transaction.commit();
}

void removeMetricsAfter(const Database& database, MetricKind kind, const std::string& run,
                        std::int64_t last) {
    Statement(database, tableOf(kind).removeAfter).bind(0, run).bind(1, last).run();
}

std::vector<std::pair<int, NamedValues>> readMetrics(const Database& database, MetricKind kind,
                                                     const std::string& run) {
    std::vector<std::pair<int, NamedValues>> found;
    const MetricTable& table = tableOf(kind);
    requireKnownRuns(database, table.table);
    CheckedRows rows(table.table, database, table.chosen);
    rows.row().bind(0, run);
    while (rows.step()) {
        const int counter = rows.row().integer32(1);
        if (found.empty() || found.back().first != counter)
            found.emplace_back(counter, NamedValues{});
        found.back().second.emplace_back(rows.row().text(3), rows.row().real(4));
    }
    return found;
}

void insertRun(const Database& database, const RunRecord& run) {
    write(database, 1 + database.integer("SELECT max(number) FROM runs"), run);
}

void replaceRun(const Database& database, const RunRecord& run) {
    Statement number(database, "SELECT number FROM runs WHERE id = ?");
    number.bind(0, run.id);
    if (number.step())
        write(database, number.integer(0), run);
}

void deleteRun(const Database& database, const std::string& id) {
    for (const MetricKind kind : {MetricKind::step, MetricKind::epoch})
        removeMetricsAfter(database, kind, id, -1);
    const std::string ending = "/" + id;
    Statement(database, "DELETE FROM settings WHERE substr(name, -length(?)) = ?")
        .bind(0, ending)
        .bind(1, ending)
        .run();
    Statement(database, "DELETE FROM runs WHERE id = ?").bind(0, id).run();
}

void setAside(const Database& database, const std::string& id) {
    if (isRunStored(database, id))
        insertInto(tables::kSettings, database).bind(0, kAside + id).bind(1, "").run();
}

void takeBack(const Database& database, const std::string& id) {
    Statement(database, "DELETE FROM settings WHERE name = ?").bind(0, kAside + id).run();
}

bool isRunStored(const Database& database, const std::string& id) {
    Statement known(database, "SELECT 1 FROM runs WHERE id = ?");
    known.bind(0, id);
    return known.step();
}

std::vector<RunRecord> readRuns(const Database& database) {
    std::vector<RunRecord> runs;
    CheckedRows rows(tables::kRuns, database, std::string("WHERE ") + kNotAside + " ORDER BY number");
    while (rows.step())
        runs.push_back(recordOf(rows.row()));
    return runs;
}

std::optional<RunRecord> readRun(const Database& database, const std::string& id) {
    CheckedRows rows(tables::kRuns, database, std::string("WHERE id = ? AND ") + kNotAside);
    rows.row().bind(0, id);
    return firstOf(std::move(rows));
}

std::optional<RunRecord> readLatestRun(const Database& database) {
    return firstOf(
        {tables::kRuns, database, std::string("WHERE ") + kNotAside + " ORDER BY number DESC LIMIT 1"});
}

} // namespace crossview
