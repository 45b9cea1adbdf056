#pragma once

#include "common/matrix.h"
#include "common/progress.h"
#include "dataset/dataset.h"

#include <filesystem>
#include <string>
#include <vector>

namespace crossview {

/// Files with features that a person has already.
struct FeatureFiles {
    std::filesystem::path images; ///< array of a row per image (array_file.h); empty: none
    std::filesystem::path texts;  ///< the same of the sentences
    std::filesystem::path pairs;  ///< without captions: which rows match; empty: row by row
    /// A name a line for the rows of the images. With captions they are joined by it to the pictures;
    /// without, it is what they are called. Empty: as the features' file calls them; where it does not, "row
    /// 17".
    std::filesystem::path names;
    std::filesystem::path sentenceNames; ///< the same for the sentences

    bool any() const { return !images.empty() || !texts.empty(); }
};

/// Rows that were read for the items of a data set, in their order.
struct ImportedRows {
    Matrix images;        ///< [images, d]; empty where none were given
    Matrix sentences;     ///< [sentences, d]; likewise
    GivenFeatures origin; ///< the sources alone; where the rows will lie is the project's to say
};

/// A data set of two matrices alone, with their rows.
struct MatrixImport {
    Dataset dataset;
    ImportedRows rows;
    std::vector<std::string> notes; ///< shapes and types that were taken, and how the rows were matched
};

/// Makes a data set of two matrices without captions. Row i of one belongs to row i of the other; where there
/// are five times as many sentences, image i has the sentences 5i to 5i+4; where every image's row stands
/// five times, it is one image; with `files.pairs` the rows match that its two columns name; and
/// rows that both files give names match where these are alike, if they are for all sentences or the counts
/// do not agree. Items are called by their names (of a list, or those that their file gives the rows), or
/// "row 17", counted from 0 as NumPy does. Throws Error with file, place and remedy where the counts do not
/// agree, a value is no number, or all rows of a file are the same; Cancelled.
MatrixImport importMatrices(const FeatureFiles& files, const std::string& name, const std::stop_token& stop,
                            const ProgressSink& progress);

/// What importMatrices would take: its notes, of the headers and lists alone. Throws the same errors, as far
/// as they can be seen without reading a value.
std::vector<std::string> previewMatrices(const FeatureFiles& files);

} // namespace crossview
