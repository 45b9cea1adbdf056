#pragma once

#include "common/progress.h"
#include "features/text/words/word_vectors.h"

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

namespace crossview {

/// How word vectors are trained.
struct WordTraining {
    std::size_t dimensions = 300;
    std::size_t window = 0;       ///< words to each side that are a word's context; 0: all of the group
    std::size_t minimumCount = 2; ///< texts that a word must stand in
    std::uint64_t seed = 1;       ///< of the truncated SVD
};

/// Trains word vectors on texts, each a list of words: positive pointwise mutual information of words with
/// the words around them, contexts smoothed by the power 0.75, then truncated SVD with the singular values to
/// the power 0.5. Levy, Goldberg and Dagan, "Improving Distributional Similarity with Lessons Learned from
/// Word Embeddings", TACL 3, 2015, sections 2 and 3. `groups` names texts that are read as one, one behind
/// the other. Words that stand beside no other have no vector. No words where none is frequent enough. Throws
/// Cancelled.
WordVectors trainWordVectors(const std::vector<std::vector<std::string>>& texts,
                             const std::vector<std::vector<std::int32_t>>& groups, const WordTraining& how,
                             const std::stop_token& stop = {}, const ProgressSink& progress = {});

} // namespace crossview
