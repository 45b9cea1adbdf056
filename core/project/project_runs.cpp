#include "common/error.h"
#include "project/project_impl.h"

#include <array>
#include <ctime>

namespace crossview {

using sqlite::Database;
using sqlite::Statement;
using sqlite::Transaction;

namespace {

constexpr const char* kSelectRuns =
    "SELECT id, created, options, state, epochs, best_epoch, best_score, provenance FROM runs ";

/// The present moment in UTC by a strftime pattern.
std::string utcNow(const char* pattern) {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    std::array<char, 40> text{};
    return std::string(text.data(), std::strftime(text.data(), text.size(), pattern, &parts));
}

RunRecord readRun(const Statement& row) {
    RunRecord run;
    run.id = row.text(0);
    run.created = row.text(1);
    run.optionsJson = row.text(2);
    run.state = row.text(3);
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

/// step_metrics and epoch_metrics differ in the name of their counter only.
struct MetricTable {
    const char* remove;
    const char* insert;
    const char* select;
};
constexpr MetricTable kSteps{
    "DELETE FROM step_metrics WHERE run = ? AND step = ?",
    "INSERT INTO step_metrics(run, step, position, name, value) VALUES(?, ?, ?, ?, ?)",
    "SELECT step, name, value FROM step_metrics WHERE run = ? ORDER BY step, position"};
constexpr MetricTable kEpochs{
    "DELETE FROM epoch_metrics WHERE run = ? AND epoch = ?",
    "INSERT INTO epoch_metrics(run, epoch, position, name, value) VALUES(?, ?, ?, ?, ?)",
    "SELECT epoch, name, value FROM epoch_metrics WHERE run = ? ORDER BY epoch, position"};

void writeMetrics(const Database& database, const MetricTable& table, const std::string& run,
                  const std::vector<std::pair<int, NamedValues>>& rows) {
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

std::vector<std::pair<int, NamedValues>> readMetrics(const Database& database, const MetricTable& table,
                                                     const std::string& run) {
    std::vector<std::pair<int, NamedValues>> rows;
    Statement statement(database, table.select);
    statement.bind(0, run);
    while (statement.step()) {
        const int counter = static_cast<int>(statement.integer(0));
        if (rows.empty() || rows.back().first != counter)
            rows.emplace_back(counter, NamedValues{});
        rows.back().second.emplace_back(statement.text(1), statement.real(2));
    }
    return rows;
}

} // namespace

RunRecord Project::createRun(const std::string& optionsJson, const std::string& provenanceJson) {
    // The lock is held from choosing the id to storing it, so that two processes cannot choose the same one.
    Transaction transaction(m_impl->database);
    RunRecord run;
    run.created = utcNow("%Y-%m-%dT%H:%M:%SZ");
    run.optionsJson = optionsJson;
    run.provenanceJson = provenanceJson;
    run.state = "running";
    const std::string moment = utcNow("%Y-%m-%d-%H%M%S");
    std::error_code code;
    int number = 1;
    do // a folder that somebody left there is not taken either: create_directory says so
        run.id = moment + '-' + std::to_string(number++);
    while (this->run(run.id) || (!std::filesystem::create_directories(runFolder(run.id), code) && !code));
    if (code)
        throw Error(runFolder(run.id).string() + " cannot be made (" + code.message() +
                    "): check free space and the permissions of the project folder.");
    Statement(m_impl->database,
              "INSERT INTO runs(id, created, state, epochs, best_epoch, best_score, options, provenance) "
              "VALUES(?, ?, ?, 0, 0, 0, ?, ?)")
        .bind(0, run.id)
        .bind(1, run.created)
        .bind(2, run.state)
        .bind(3, optionsJson)
        .bind(4, provenanceJson)
        .run();
    transaction.commit();
    return run;
}

void Project::updateRun(const RunRecord& run) {
    Transaction transaction(m_impl->database);
    if (!this->run(run.id))
        throw Error("There is no run \"" + run.id + "\" in " + m_impl->folder.string() +
                    ": the list of runs shows them.");
    Statement(m_impl->database, "UPDATE runs SET created = ?, state = ?, epochs = ?, best_epoch = ?, "
                                "best_score = ?, options = ?, provenance = ? WHERE id = ?")
        .bind(0, run.created)
        .bind(1, run.state)
        .bind(2, std::int64_t{run.epochs})
        .bind(3, std::int64_t{run.bestEpoch})
        .bind(4, run.bestScore)
        .bind(5, run.optionsJson)
        .bind(6, run.provenanceJson)
        .bind(7, run.id)
        .run();
    transaction.commit();
}

std::vector<RunRecord> Project::runs() const {
    return readRuns(Statement(m_impl->database, std::string(kSelectRuns) + "ORDER BY number"));
}

std::optional<RunRecord> Project::run(const std::string& id) const {
    Statement statement(m_impl->database, std::string(kSelectRuns) + "WHERE id = ?");
    statement.bind(0, id);
    return statement.step() ? std::optional<RunRecord>(readRun(statement)) : std::nullopt;
}

std::optional<RunRecord> Project::latestRun() const {
    Statement statement(m_impl->database, std::string(kSelectRuns) + "ORDER BY number DESC LIMIT 1");
    return statement.step() ? std::optional<RunRecord>(readRun(statement)) : std::nullopt;
}

void Project::storeStepMetrics(const std::string& run,
                               const std::vector<std::pair<int, NamedValues>>& steps) {
    writeMetrics(m_impl->database, kSteps, run, steps);
}

void Project::storeEpochMetrics(const std::string& run, int epoch, const NamedValues& values) {
    writeMetrics(m_impl->database, kEpochs, run, {{epoch, values}});
}

std::vector<std::pair<int, NamedValues>> Project::stepMetrics(const std::string& run) const {
    return readMetrics(m_impl->database, kSteps, run);
}

std::vector<std::pair<int, NamedValues>> Project::epochMetrics(const std::string& run) const {
    return readMetrics(m_impl->database, kEpochs, run);
}

} // namespace crossview
