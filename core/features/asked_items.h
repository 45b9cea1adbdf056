#pragma once

#include "common/matrix.h"
#include "dataset/relation.h"
#include "dataset/splits.h"

#include <cstdint>
#include <vector>

namespace crossview {

/// What an evaluation asks: images, their texts (all texts of an image as one document, or every sentence by
/// itself), and which of them belong together.
struct AskedItems {
    bool documents = false;
    std::vector<std::int32_t> images;    ///< [n] numbers in the data set
    std::vector<std::int32_t> sentences; ///< [m] numbers in the data set; empty for documents
    Relation relation;                   ///< of n images with m texts

    std::size_t textCount() const { return documents ? images.size() : sentences.size(); }
    /// Rows of the images, or of the texts, out of the features of the whole data set.
    Matrix imageRows(MatrixView features) const;
    Matrix textRows(MatrixView features, const Relation& whole) const;
};

/// The items of a split; for documents without the images that have no sentence.
AskedItems askedItems(const SplitAssignment& splits, const Relation& relation, Split split, bool documents);

/// The same of chosen images, ascending, whatever their split.
AskedItems askedItems(std::vector<std::int32_t> images, const Relation& relation, bool documents);

} // namespace crossview
