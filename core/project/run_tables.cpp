#include "project/run_tables.h"

namespace crossview {

using sqlite::Database;
using sqlite::Statement;
using sqlite::Transaction;

namespace {

constexpr const char* kSelectRuns =
    "SELECT id, created, options, state, epochs, best_epoch, best_score, provenance FROM runs ";

RunRecord readRun(const Statement& row) {
    RunRecord run;
    run.id = row.text(0);
    run.created = row.text(1);
    run.optionsJson = row.text(2);
    setStatus(run, row.text(3));
    run.epochs = static_cast<int>(row.integer(4));
    run.bestEpoch = static_cast<int>(row.integer(5));
    run.bestScore = row.real(6);
    run.provenanceJson = row.text(7);
    return run;
}

std::vector<RunRecord> readRuns(Statement statement) {
    std::vector<RunRecord> runs;
    while (statement.step())
        runs.push_back(readRun(statement));
    return runs;
}

/// Runs a statement whose parameters are a run's columns, the id last.
void write(Statement statement, const RunRecord& run) {
    statement.bind(0, run.created)
        .bind(1, statusText(run))
        .bind(2, std::int64_t{run.epochs})
        .bind(3, std::int64_t{run.bestEpoch})
        .bind(4, run.bestScore)
        .bind(5, run.optionsJson)
        .bind(6, run.provenanceJson)
        .bind(7, run.id)
        .run();
}

/// step_metrics and epoch_metrics differ in the name of their counter only.
struct MetricTable {
    const char* remove;
    const char* removeAfter;
    const char* insert;
    const char* select;
};
constexpr MetricTable kStepTable{
    "DELETE FROM step_metrics WHERE run = ? AND step = ?",
    "DELETE FROM step_metrics WHERE run = ? AND step > ?",
    "INSERT INTO step_metrics(run, step, position, name, value) VALUES(?, ?, ?, ?, ?)",
    "SELECT step, name, value FROM step_metrics WHERE run = ? ORDER BY step, position"};
constexpr MetricTable kEpochTable{
    "DELETE FROM epoch_metrics WHERE run = ? AND epoch = ?",
    "DELETE FROM epoch_metrics WHERE run = ? AND epoch > ?",
    "INSERT INTO epoch_metrics(run, epoch, position, name, value) VALUES(?, ?, ?, ?, ?)",
    "SELECT epoch, name, value FROM epoch_metrics WHERE run = ? ORDER BY epoch, position"};

const MetricTable& tableOf(MetricKind kind) {
    return kind == MetricKind::step ? kStepTable : kEpochTable;
}

} // namespace

void writeMetrics(const Database& database, MetricKind kind, const std::string& run,
                  const std::vector<std::pair<int, NamedValues>>& rows) {
    const MetricTable& table = tableOf(kind);
    Transaction transaction(database);
    Statement remove(database, table.remove);
    Statement insert(database, table.insert);
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
    std::vector<std::pair<int, NamedValues>> rows;
    Statement statement(database, tableOf(kind).select);
    statement.bind(0, run);
    while (statement.step()) {
        const int counter = static_cast<int>(statement.integer(0));
        if (rows.empty() || rows.back().first != counter)
            rows.emplace_back(counter, NamedValues{});
        rows.back().second.emplace_back(statement.text(1), statement.real(2));
    }
    return rows;
}

void insertRun(const Database& database, const RunRecord& run) {
    write(
        Statement(database,
                  "INSERT INTO runs(created, state, epochs, best_epoch, best_score, options, provenance, id) "
                  "VALUES(?, ?, ?, ?, ?, ?, ?, ?)"),
        run);
}

void replaceRun(const Database& database, const RunRecord& run) {
    write(Statement(database, "UPDATE runs SET created = ?, state = ?, epochs = ?, best_epoch = ?, "
                              "best_score = ?, options = ?, provenance = ? WHERE id = ?"),
          run);
}

std::vector<RunRecord> readRuns(const Database& database) {
    return readRuns(Statement(database, std::string(kSelectRuns) + "ORDER BY number"));
}

std::optional<RunRecord> readRun(const Database& database, const std::string& id) {
    Statement statement(database, std::string(kSelectRuns) + "WHERE id = ?");
    statement.bind(0, id);
    return statement.step() ? std::optional<RunRecord>(readRun(statement)) : std::nullopt;
}

std::optional<RunRecord> readLatestRun(const Database& database) {
    Statement statement(database, std::string(kSelectRuns) + "ORDER BY number DESC LIMIT 1");
    return statement.step() ? std::optional<RunRecord>(readRun(statement)) : std::nullopt;
}

} // namespace crossview
