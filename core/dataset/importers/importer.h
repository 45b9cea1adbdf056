#pragma once

#include "common/progress.h"
#include "dataset/dataset.h"
#include "dataset/importers/feature_import.h"
#include "dataset/importers/problem_list.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace crossview {

class UnpackedPictures;

/// What data are called that nobody named: the file's or folder's name without its ending, of "a.tar.gz"
/// without both. "." goes by its absolute name, nothing by none.
std::string nameOfSource(const std::filesystem::path& source);

struct ImportOptions {
    std::filesystem::path captions;    ///< the file with the captions, or a folder that holds it; empty: none
    std::filesystem::path imageFolder; ///< where the pictures are; empty: beside the file
    std::string format;                ///< key of a format (formats.h); empty: look at the file
    std::string name;                  ///< of the data set; empty: the file's stem
    std::filesystem::path proposals;   ///< table of boxes without phrases (proposals.h); empty: none
    FeatureFiles features;             ///< features of the items; without captions of both views
    /// Where pictures of archives are unpacked (UnpackedPictures). Only who imports them must say.
    std::filesystem::path unpackInto;

    /// What the data are called after: the captions, or without them the features of the images.
    const std::filesystem::path& source() const { return captions.empty() ? features.images : captions; }
};

/// What an import brought. Wrong entries are listed by their reasons, counted and skipped.
struct ImportResult {
    Dataset dataset;
    ImportedRows rows;                   ///< of views whose features were given
    std::vector<ImportProblem> problems; ///< reasons for which entries were skipped
    std::size_t problemCount = 0;        ///< entries that were skipped
    std::vector<ImportProblem> remarks;  ///< on entries that were taken, but not with all that they say
    std::vector<std::string> notes;      ///< what was taken: file, format, encoding, columns, folders
    /// Pictures that were unpacked: they go with the last one who holds this, unless it is told to keep them.
    std::shared_ptr<UnpackedPictures> unpacked;
};

/// Imports captions and their pictures; each picture is checked to exist and to begin like an image file.
/// Equal texts (after foldedText) become one sentence of several images. Where features of the images are
/// given, pictures may be missing; without captions the data set is that of importMatrices. Throws Error with
/// the list of problems when nothing would be left, or when the file cannot be read at all; Cancelled on a
/// stop.
ImportResult importDataset(const ImportOptions& options, const std::stop_token& stop = {},
                           const ProgressSink& progress = {});

} // namespace crossview
