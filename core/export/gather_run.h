#pragma once

#include "common/progress.h"
#include "export/export_formats.h"

#include <cstdint>
#include <filesystem>

namespace crossview {

/// The stored epochs of a run.
enum class StoredEpoch : std::uint8_t { best, latest };

/// Reads from a project what a format exports of a run (its id or "latest"). Throws Error where there is no
/// such run, or it cannot answer for the project's data (openTrainedRun); Cancelled.
ExportedRun gatherRun(const std::filesystem::path& project, const std::string& run, StoredEpoch epoch,
                      const ExportFormat& format, const std::stop_token& stop = {},
                      const ProgressSink& progress = {});

} // namespace crossview
