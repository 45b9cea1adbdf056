#pragma once

#include "dataset/importers/caption_format.h"

namespace crossview {

/// Folders of embeddings as clip-retrieval writes them: img_emb/img_emb_0.npy … and text_emb/text_emb_0.npy
/// …, row r of one belongs to row r of the other. Where metadata/ holds tables as text (metadata_0.tsv or
/// .csv, in the same order) their columns say what the rows are called; the Parquet files that clip-retrieval
/// itself puts there are not read, and the rows are called by their numbers.
const CaptionFormat& clipFormat();

} // namespace crossview
