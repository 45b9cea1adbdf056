#pragma once

#include "export/export_formats.h"

namespace crossview {

/// images.npy [images, joint] and sentences.npy [sentences, joint] as float32, image_names.txt and
/// sentence_texts.txt (a line for each row), pairs.tsv (rows that match, from 0) and items.tsv. An import of
/// the two matrices with names and pairs has the same rows.
void writeNpyEmbeddings(const ExportedRun& run, const std::filesystem::path& folder,
                        const std::stop_token& stop);

/// The same as images.csv and sentences.csv: a heading, then the row's number and its values.
void writeCsvEmbeddings(const ExportedRun& run, const std::filesystem::path& folder,
                        const std::stop_token& stop);

} // namespace crossview
