#include "project/exporting/export_run.h"

#include "project/exporting/export_formats.h"
#include "project/opened_project.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace crossview {

namespace fs = std::filesystem;

namespace {

constexpr std::array<ExportKindName, 10> kKinds{{
    {ExportKind::npy, "npy", "embeddings as images.npy and sentences.npy, with items.tsv and pairs.tsv"},
    {ExportKind::clipRetrieval, "clip-retrieval",
     "embeddings as img_emb/ and text_emb/ with metadata/, a row for each pair, and exact faiss indices"},
    {ExportKind::clipRetrievalIvf, "clip-retrieval-ivf", "the same with indices in cells (IndexIVFFlat)"},
    {ExportKind::clipRetrievalHnsw, "clip-retrieval-hnsw",
     "the same with a graph of neighbours (IndexHNSWFlat)"},
    {ExportKind::projector, "projector", "vectors.tsv and metadata.tsv for TensorBoard's projector"},
    {ExportKind::csv, "csv", "embeddings as images.csv and sentences.csv"},
    {ExportKind::history, "history", "losses and recalls as steps.csv and epochs.csv"},
    {ExportKind::safetensors, "safetensors", "the network's weights as network.safetensors"},
    {ExportKind::torchScript, "torchscript", "the network as network.pt, which torch.jit.load opens"},
    {ExportKind::onnx, "onnx", "the network as image.onnx and sentence.onnx, features to embeddings"},
}};

std::vector<ExportFile> filesOf(ExportKind kind, const Snapshot& snapshot, const Dataset& dataset,
                                const IndexListener& heard, const std::stop_token& stop) {
    switch (kind) {
    case ExportKind::npy:
        return npyFiles(snapshot, dataset);
    case ExportKind::clipRetrieval:
        return clipRetrievalFiles(snapshot, dataset, IndexKind::flat, heard, stop);
    case ExportKind::clipRetrievalIvf:
        return clipRetrievalFiles(snapshot, dataset, IndexKind::ivf, heard, stop);
    case ExportKind::clipRetrievalHnsw:
        return clipRetrievalFiles(snapshot, dataset, IndexKind::hnsw, heard, stop);
    case ExportKind::projector:
        return projectorFiles(snapshot, dataset);
    case ExportKind::csv:
        return csvFiles(snapshot, dataset);
    case ExportKind::onnx:
        return onnxFiles(snapshot);
    case ExportKind::torchScript:
        return torchScriptFiles(snapshot);
    case ExportKind::history: // of no snapshot
    case ExportKind::safetensors:
        break;
    }
    return safetensorsFiles(snapshot);
}

/// Not of the items.
bool isOfTheNetwork(ExportKind kind) {
    return kind == ExportKind::safetensors || kind == ExportKind::torchScript || kind == ExportKind::onnx;
}

/// Each file begins with a look at the stop.
void write(const fs::path& folder, std::vector<ExportFile> files, ExistingFiles existing,
           const std::stop_token& stop, const ProgressSink& progress, ExportSummary& summary) {
    for (std::size_t i = 0; i < files.size(); ++i) {
        summary.files.push_back(folder / files[i].name);
        files[i].write = [&, i, count = files.size(), writer = std::move(files[i].write),
                          name = files[i].name.string()](const fs::path& file) {
            throwIfStopped(stop);
            report(progress, {"Writing", i, count, name});
            writer(file);
        };
    }
    writeExport(folder, files, existing);
}

} // namespace

std::span<const ExportKindName> exportKinds() {
    return kKinds;
}

ExportKind exportKindFromString(const std::string& key) {
    const auto* const found =
        std::ranges::find(kKinds, key, [](const auto& each) { return std::string(each.key); });
    if (found != kKinds.end())
        return found->kind;
    std::string keys;
    for (const ExportKindName& each : kKinds)
        keys += fmt::format("{}{}", keys.empty() ? "" : ", ", each.key);
    throw Error(fmt::format("There is no export as '{}': choose one of {}.", key, keys));
}

ExportSummary exportRun(const fs::path& project, const std::string& run, ExportKind kind,
                        const fs::path& folder, ExistingFiles existing, const std::stop_token& stop,
                        const ProgressSink& progress) {
    ExportSummary summary;
    if (kind == ExportKind::history) {
        const Project opened = Project::open(project);
        summary.run = requireRun(opened, run).id;
        const RunHistory history = readHistory(opened, summary.run);
        write(folder, historyFiles(history), existing, stop, progress, summary);
        return summary;
    }
    const TrainedRun trained = openTrainedRun(project, run, stop, progress, ReadValues::whenAsked);
    summary.run = trained.record.id;
    summary.epoch = trained.snapshot->epoch;
    if (const std::size_t out = trained.session->input.features->leftOut(View::image).size();
        out > 0 && !isOfTheNetwork(kind))
        summary.remarks.push_back(
            fmt::format("{} pictures could not be read; their rows say nothing of them.", out));
    const IndexListener heard = [&summary](const std::string& index, const IndexRecall& recall) {
        if (recall.queries > 0)
            summary.remarks.push_back(
                fmt::format("{} finds {:.1f} % of the first {} answers to {} queries of the other view.",
                            index, 100 * recall.share, recall.among, recall.queries));
    };
    write(folder, filesOf(kind, *trained.snapshot, *trained.session->input.dataset, heard, stop), existing,
          stop, progress, summary);
    return summary;
}

} // namespace crossview
