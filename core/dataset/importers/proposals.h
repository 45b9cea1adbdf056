#pragma once

#include "dataset/importers/dataset_builder.h"

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace crossview {

/// Reads boxes without phrases out of a table (TSV or CSV with a header) with a column of pictures and those
/// of a box (box_columns.h), and adds them to the pictures that have regions; boxes of other pictures are
/// counted. `notes` hears what was read. Throws Error when the file is no such table, Cancelled.
void addProposals(const std::filesystem::path& file, DatasetBuilder& builder, std::vector<std::string>& notes,
                  const std::stop_token& stop);

} // namespace crossview
