#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// What the beginning of a file of word vectors says of it.
struct WordVectorShape {
    bool isBinary = false;      ///< word2vec's .bin; else text, a word and its numbers a line
    bool hasHeader = false;     ///< "words dimensions" in the first line; GloVe writes none
    std::size_t words = 0;      ///< as the header says
    std::size_t dimensions = 0; ///< numbers of each word
    std::size_t start = 0;      ///< bytes before the first word
};

/// Looks at the beginning of a file, and whether it can hold what its header claims; nothing is allocated.
/// Throws Error that names the file, what it is instead and what to do: empty, a pointer of Git LFS, a web
/// page, an archive, a model of fastText or gensim, no word vectors, more words than its bytes can hold.
WordVectorShape wordVectorShape(std::span<const std::byte> bytes, const std::string& name);

/// The parts of a line between blanks and tabs.
std::vector<std::string_view> fieldsOf(std::string_view line);

/// "… is not a file of word vectors that can be read: <what>. <remedy>"
[[noreturn]] void
refuseWordVectors(const std::string& name, const std::string& what,
                  std::string_view remedy = "Name a .bin or text file of word2vec, GloVe or "
                                            "fastText.");

} // namespace crossview
