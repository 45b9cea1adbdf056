#pragma once

#include "export/export_formats.h"

namespace crossview {

/// What TensorBoard's projector loads: vectors.tsv (a point a line, no heading), metadata.tsv (a heading, as
/// it has several columns; images first, then sentences) and projector_config.pbtxt.
void writeProjectorFolder(const ExportedRun& run, const std::filesystem::path& folder,
                          const std::stop_token& stop);

} // namespace crossview
