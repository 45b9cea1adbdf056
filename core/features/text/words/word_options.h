#pragma once

#include <cstdint>
#include <filesystem>

namespace crossview {

/// What is done to word vectors before sentences are made of them; they have length 1 before and after.
enum class WordTransform : std::uint8_t {
    none,
    pca, ///< turned to the principal axes: dimensions are uncorrelated
    ica  ///< turned to independent components (fastIca)
};

/// Options of word vectors, for all blocks that are made of them.
struct WordOptions {
    /// word2vec, GloVe or fastText; empty: trained on the training sentences.
    std::filesystem::path file = {};
    WordTransform transform = WordTransform::none;
    int frequentWords = 50000; ///< words at the beginning of the file that are kept for texts to come
    int dimensions = 300;      ///< of trained vectors
    int window = 0; ///< of trained vectors: words to each side; 0: all the sentences of a training image
};

} // namespace crossview
