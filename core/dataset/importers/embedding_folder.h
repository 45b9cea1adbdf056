#pragma once

#include "dataset/importers/caption_format.h"
#include "dataset/importers/importer.h"

#include <filesystem>

namespace crossview {

/// Whether a folder holds embeddings of pictures and sentences as clip-retrieval writes them: img_emb/ and
/// text_emb/ with numbered .npy files, row by row.
bool isEmbeddingFolder(const std::filesystem::path& folder);

/// What such a folder is called; it is not in the table of formats, since it holds no captions.
const CaptionFormat& embeddingFormat();

/// Where the captions are such a folder, and no features are named: its features, named after the folder, and
/// the captions of its metadata where these can be read (withMetadata).
/// Everything else stays as it is.
ImportOptions withEmbeddingFolder(ImportOptions options);

} // namespace crossview
