#pragma once

#include "dataset/dataset.h"
#include "project/exporting/export_folder.h"
#include "project/run_history.h"
#include "retrieval/index/faiss_index.h"
#include "training/events.h"

#include <stop_token>
#include <vector>

namespace crossview {

/// images.npy and sentences.npy (float32, a row per item), items.tsv (what the rows are) and pairs.tsv (which
/// rows match), as 'import --image-features --text-features --pairs' takes them.
std::vector<ExportFile> npyFiles(const Snapshot& snapshot, const Dataset& dataset);

/// Hears how much an index that was written finds, under its file's name.
using IndexListener = std::function<void(const std::string& index, const IndexRecall& recall)>;

/// clip-retrieval's layout: img_emb/, text_emb/ (float16) and metadata/ with a row for each pair, and
/// image.index and text.index over the same rows. The metadata are CSV, since Parquet is not written.
std::vector<ExportFile> clipRetrievalFiles(const Snapshot& snapshot, const Dataset& dataset, IndexKind kind,
                                           const IndexListener& heard, const std::stop_token& stop);

/// vectors.tsv and metadata.tsv for TensorBoard's projector, images first.
std::vector<ExportFile> projectorFiles(const Snapshot& snapshot, const Dataset& dataset);

/// images.csv and sentences.csv: a heading, then a line per item, its name first.
std::vector<ExportFile> csvFiles(const Snapshot& snapshot, const Dataset& dataset);

/// steps.csv and epochs.csv.
std::vector<ExportFile> historyFiles(const RunHistory& history);

/// network.safetensors: image.hidden.weight [hidden, features], image.hidden.bias, image.output.weight
/// [joint, hidden], image.output.bias, and the same of sentence; batch normalisation is in them. A branch of
/// one layer has no hidden ones. An embedding is output · max(0, hidden · x + bias) + bias, divided by its
/// length.
std::vector<ExportFile> safetensorsFiles(const Snapshot& snapshot);

/// network.pt: the same network as TorchScript (torch_script_writer.h).
std::vector<ExportFile> torchScriptFiles(const Snapshot& snapshot);

/// image.onnx and sentence.onnx: a branch each (onnx_writer.h).
std::vector<ExportFile> onnxFiles(const Snapshot& snapshot);

} // namespace crossview
