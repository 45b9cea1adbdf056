#pragma once

#include "common/progress.h"
#include "features/text/words/word_vectors.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <unordered_set>

namespace crossview {

/// Which words of a file are kept.
struct WordsToKeep {
    std::size_t first = 50000;              ///< this many at its beginning: they are the most frequent
    std::unordered_set<std::string> others; ///< and these, wherever they stand
};

/// Reads word vectors out of a file: word2vec's .bin or text, GloVe's text (no header), fastText's .vec;
/// which of them its content says. The file is gone through once by a mapping that is given back, so that
/// memory grows with the words that are kept and not with the file. Of a word that stands twice the first
/// counts; words that are no UTF-8 or hold blanks (GloVe has some) are left out and counted in the remarks.
/// Throws Error that names the file, the place and what to do: another kind of file (wordVectorShape), cut
/// off, more or fewer words than the header says, lines with other dimensions, numbers that are none or not
/// finite, none of the words; Cancelled. Progress is in MiB.
WordVectors readWordVectors(const std::filesystem::path& file, const WordsToKeep& keep,
                            const std::stop_token& stop = {}, const ProgressSink& progress = {});

/// The same for a file in memory; `name` stands in messages, and `passed` is told, now and then, how many
/// bytes at the beginning are done with.
WordVectors parseWordVectors(std::span<const std::byte> bytes, const std::string& name,
                             const WordsToKeep& keep, const std::stop_token& stop = {},
                             const std::function<void(std::size_t)>& passed = {});

} // namespace crossview
