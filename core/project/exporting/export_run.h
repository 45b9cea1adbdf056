#pragma once

#include "common/progress.h"
#include "project/exporting/export_folder.h"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace crossview {

/// What of a run is written for other programs.
enum class ExportKind {
    npy,
    clipRetrieval,
    clipRetrievalIvf,
    clipRetrievalHnsw,
    projector,
    csv,
    history,
    safetensors,
    torchScript,
    onnx
};

/// An entry of the table of kinds.
struct ExportKindName {
    ExportKind kind;
    const char* key;         ///< word of the command line: "clip-retrieval"
    const char* description; ///< one clause
};
std::span<const ExportKindName> exportKinds();
/// Throws Error that lists them for another word.
ExportKind exportKindFromString(const std::string& key);

/// What was written.
struct ExportSummary {
    std::string run;
    int epoch = 0; ///< 0 of a history: all of them
    std::vector<std::filesystem::path> files;
    std::vector<std::string> remarks; ///< sentences for a person: items without a place of their own, …
};

/// Exports the best epoch of a run ("latest": the newest trained one), or a run's history, into a folder
/// (writeExport). Throws Error; Cancelled.
ExportSummary exportRun(const std::filesystem::path& project, const std::string& run, ExportKind kind,
                        const std::filesystem::path& folder, ExistingFiles existing,
                        const std::stop_token& stop = {}, const ProgressSink& progress = {});

} // namespace crossview
