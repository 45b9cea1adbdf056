#pragma once

#include "common/error.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace crossview {

/// A file of an export, and what writes it.
struct ExportFile {
    std::filesystem::path name; ///< within the folder: "img_emb/img_emb_0.npy"
    std::function<void(const std::filesystem::path& file)> write;
};

/// What becomes of files that are there already.
enum class ExistingFiles { kept, replaced };

/// A file is there that shall be kept.
class FilesAreThere : public Error {
public:
    using Error::Error;
};

/// Writes files into a folder, which is made where it is not there: first all of them beside their places,
/// then each under its name, so that no half of an export is left behind where the disk is full. Throws
/// FilesAreThere before anything is written; Error where the disk refuses; Cancelled as the writers throw it.
void writeExport(const std::filesystem::path& folder, const std::vector<ExportFile>& files,
                 ExistingFiles existing);

} // namespace crossview
