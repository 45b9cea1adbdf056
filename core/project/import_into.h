#pragma once

#include "dataset/importers/importer.h"

#include <filesystem>
#include <string>
#include <vector>

namespace crossview {

/// What an import into a project brought, as numbers and as sentences for a person.
struct ImportSummary {
    std::filesystem::path folder; ///< of the project
    bool again = false;           ///< the project was there before: its items were replaced
    std::size_t images = 0;
    std::size_t sentences = 0;
    std::size_t pairs = 0;
    std::size_t pictures = 0;          ///< of the regions, where the data hold any; else 0
    std::size_t proposals = 0;         ///< of the images, regions without a phrase
    std::size_t skipped = 0;           ///< entries of the file that were not taken
    std::vector<std::string> problems; ///< "file:line: reason" of each reason, with its number of entries
    std::vector<std::string> remarks;  ///< the same on what was taken in part
    std::vector<std::string> notes;    ///< what was taken: file, format, columns, folders

    /// "1,200 images were imported; 3 entries of the file were skipped."; empty where all was taken.
    std::string remark() const;
    /// Problems, remarks and notes, in this order.
    std::vector<std::string> details() const;
};

/// Imports captions, their pictures and given features (importDataset) into a project, which is made where it
/// is not there.
/// At most `shownProblems` reasons and remarks are written out. Throws Error and Cancelled; nothing is
/// changed then. While another process trains in the project or imports into it, it throws at once
/// (ImportLock).
ImportSummary importInto(const ImportOptions& options, const std::filesystem::path& folder,
                         const std::stop_token& stop = {}, const ProgressSink& progress = {},
                         std::size_t shownProblems = 1000);

/// What the project's data were imported from, as an absolute path; empty where it does not say.
std::filesystem::path importedFrom(const std::filesystem::path& folder);

/// Stores a data set as a project, which is made where it is not there; true when it was there before. Who
/// calls it holds the project's ImportLock.
bool storeAsProject(const std::filesystem::path& folder, const Dataset& dataset);

} // namespace crossview
