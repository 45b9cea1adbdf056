#pragma once

#include "dataset/dataset.h"
#include "dataset/splits.h"
#include "project/run_history.h"
#include "training/events.h"

#include <filesystem>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// What is exported: of one run, at one of its stored epochs.
struct ExportedRun {
    std::string run;
    std::shared_ptr<const Dataset> dataset;          ///< null where the format needs the history alone
    std::shared_ptr<const SplitAssignment> splits;   ///< null: not known
    std::shared_ptr<const Snapshot> snapshot;        ///< as the data set
    std::vector<std::pair<int, NamedValues>> epochs; ///< metrics by epoch
    std::vector<std::pair<int, NamedValues>> steps;  ///< metrics by step
};

/// One way to hand a trained run to other programs: all that command line and window know about it.
struct ExportFormat {
    const char* key = "";         ///< word of the command line
    const char* name = "";        ///< for a person, English
    const char* description = ""; ///< one clause: what is written
    bool isFolder = true;         ///< else one file
    bool needsEmbeddings = true;  ///< else the history alone
    /// Writes into `place`: an empty folder, or a file that is not there. Throws Error, Cancelled.
    void (*write)(const ExportedRun& run, const std::filesystem::path& place, const std::stop_token& stop);
};

/// All of them, the most usual first.
std::span<const ExportFormat> exportFormats();

/// The format of a key. Throws Error that lists the keys.
const ExportFormat& exportFormat(std::string_view key);

/// Exports to a file or folder, which comes to be whole or not at all. What stands there is replaced only
/// where `replace` allows it, and of a folder only one that holds nothing but what this export writes. Throws
/// Error with path and remedy; Cancelled.
void exportRun(const ExportFormat& format, const ExportedRun& run, const std::filesystem::path& place,
               bool replace, const std::stop_token& stop = {});

} // namespace crossview
