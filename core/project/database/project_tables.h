#pragma once

#include "dataset/dataset.h"
#include "dataset/splits.h"
#include "project/database/sqlite.h"

#include <filesystem>
#include <optional>

namespace crossview {

/// Replaces the items and the relation, and drops the splits of the old ones. Call it inside a transaction.
/// Paths are written relative to `folder` where portablePath() makes them so.
void writeDataset(const sqlite::Database& database, const std::filesystem::path& folder,
                  const Dataset& dataset);
/// Reads what writeDataset wrote. Throws Error when the tables contradict each other.
Dataset readDataset(const sqlite::Database& database, const std::filesystem::path& folder);

/// Replaces the splits. Call it inside a transaction. Throws Error unless there is a split for every image.
void writeSplits(const sqlite::Database& database, const SplitAssignment& splits);
/// Nothing while no splits were written for the present items.
std::optional<SplitAssignment> readSplits(const sqlite::Database& database);

} // namespace crossview
