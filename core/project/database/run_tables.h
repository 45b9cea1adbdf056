#pragma once

#include "project/database/run_record.h"
#include "project/database/sqlite.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace crossview {

/// Metric values of one step or epoch under their names, e.g. {"T1", 0.02} (run_history.h names them).
using NamedValues = std::vector<std::pair<std::string, double>>;

/// Which counter metrics stand under.
enum class MetricKind : std::uint8_t { step, epoch };

/// Adds a run as the newest.
void insertRun(const sqlite::Database& database, const RunRecord& run);
/// Overwrites the run of that id.
void replaceRun(const sqlite::Database& database, const RunRecord& run);
/// Removes a run with its metrics, and settings that are called <what>/<run>. Call it inside a transaction.
void deleteRun(const sqlite::Database& database, const std::string& id);
/// A run that is set aside is not read, until it is taken back: it waits for its removal. Of a run that is
/// not there nothing happens.
void setAside(const sqlite::Database& database, const std::string& id);
void takeBack(const sqlite::Database& database, const std::string& id);
/// Whether a run has the id, set aside or not.
bool isRunStored(const sqlite::Database& database, const std::string& id);
std::vector<RunRecord> readRuns(const sqlite::Database& database); ///< oldest first
std::optional<RunRecord> readRun(const sqlite::Database& database, const std::string& id);
std::optional<RunRecord> readLatestRun(const sqlite::Database& database);

/// One row per value, in one transaction; what stands under the same counter is replaced.
void writeMetrics(const sqlite::Database& database, MetricKind kind, const std::string& run,
                  const std::vector<std::pair<int, NamedValues>>& rows);
/// Removes what stands under counters above `last`.
void removeMetricsAfter(const sqlite::Database& database, MetricKind kind, const std::string& run,
                        std::int64_t last);
/// Counter and values, in rising order.
std::vector<std::pair<int, NamedValues>> readMetrics(const sqlite::Database& database, MetricKind kind,
                                                     const std::string& run);

} // namespace crossview
