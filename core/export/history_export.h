#pragma once

#include "export/export_formats.h"

namespace crossview {

/// epochs.csv and steps.csv: a column for each metric under the name that the project gives it (recall is
/// i2t.r1 and so on), a line for each epoch or step; empty where one was not measured.
void writeHistory(const ExportedRun& run, const std::filesystem::path& folder, const std::stop_token& stop);

} // namespace crossview
