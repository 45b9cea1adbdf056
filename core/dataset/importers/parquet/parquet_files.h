#pragma once

#include "dataset/importers/caption_format.h"
#include "dataset/importers/importer.h"

#include <filesystem>
#include <vector>

namespace crossview {

/// The entry of the table of formats: tables in Parquet, with or without the pictures (Hugging Face's
/// datasets). Rows are read as JSON records are (json_records.h); pictures within are unpacked under the
/// number of their row.
const CaptionFormat& parquetFormat();

/// Whether a file begins and ends like Parquet.
bool isParquetFile(const std::filesystem::path& file);

/// The Parquet files in a folder, or, where there are none, in its folder data/, in the order of the last
/// number of their names.
std::vector<std::filesystem::path> parquetFilesIn(const std::filesystem::path& folder);

/// The captions that clip-retrieval keeps beside its embeddings, in the order of their rows (metadata/ with
/// numbered Parquet files): the options with them. As they are where there are none, or nothing reads them.
ImportOptions withMetadata(ImportOptions options, const std::filesystem::path& folder);

} // namespace crossview
