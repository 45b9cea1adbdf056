#pragma once

#include "common/progress.h"
#include "dataset/dataset.h"

#include <filesystem>
#include <string>
#include <vector>

namespace crossview {

struct ImportOptions {
    std::filesystem::path captions;    ///< the file with the captions
    std::filesystem::path imageFolder; ///< where the pictures are; empty: beside the file
    std::string format;                ///< key of a format (formats.h); empty: look at the file
    std::string name;                  ///< of the data set; empty: the file's stem
};

/// One line or entry that was not taken.
struct ImportProblem {
    std::filesystem::path file;
    std::size_t line = 0; ///< 1-based; 0 where the format has no lines
    std::string reason;   ///< one clause: what is wrong
};
/// "file:line: reason", for a person.
std::string toString(const ImportProblem& problem);

/// What an import brought. Wrong entries are listed (the first 1,000), counted and skipped.
struct ImportResult {
    Dataset dataset;
    std::vector<ImportProblem> problems;
    std::size_t problemCount = 0;
};

/// Imports captions and their pictures; each picture is checked to exist and to begin like an image file.
/// Equal texts (after foldedText) become one sentence of several images. Throws Error with the list of
/// problems when nothing would be left, or when the file cannot be read at all; Cancelled on a stop.
ImportResult importDataset(const ImportOptions& options, const std::stop_token& stop = {},
                           const ProgressSink& progress = {});

} // namespace crossview
