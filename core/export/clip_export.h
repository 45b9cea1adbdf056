#pragma once

#include "export/export_formats.h"

namespace crossview {

/// The layout of clip-retrieval: img_emb/img_emb_0.npy and text_emb/text_emb_0.npy (float16 [pairs, joint],
/// row r of both is one pair) and metadata/metadata_0.tsv with image_path and caption. Clip-retrieval itself
/// keeps its metadata as Parquet. Crossview imports the folder as it is.
void writeClipFolder(const ExportedRun& run, const std::filesystem::path& folder,
                     const std::stop_token& stop);

} // namespace crossview
