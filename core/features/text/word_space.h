#pragma once

#include "features/feature_options.h"
#include "features/text/text_block.h"
#include "features/text/words/word_table.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

class Hash;

/// The word vectors of the blocks that are made of them: out of a file or trained on the training sentences,
/// of length 1, transformed (WordOptions::transform, fitted on words of the training sentences and the
/// frequent ones of the file), of length 1 again. Kept are the words of the project's sentences and the
/// frequent words of the file, so that texts to come need the file no more. Immutable.
class WordSpace {
public:
    /// The words of the input; fitted by the first call. Throws Error when no word has a vector, or about the
    /// file (readWordVectors); Cancelled.
    static SharedWords fitted(const TextFitInput& input);
    /// The words of the input; read by the first call. Throws Error when files are missing or damaged.
    static SharedWords loaded(const TextLoadInput& input);
    /// Writes words.json and words.npy (float16, as the vectors are).
    void save(const std::filesystem::path& folder) const;

    const WordTable& table() const { return m_table; }
    /// Rows of the table that a mixture may be fitted on: words of training sentences, frequent words of the
    /// file. Empty after load.
    const std::vector<std::int32_t>& fitRows() const { return m_fitRows; }
    /// The share of a text's words that have a vector; words that say nothing (stop words) count only where
    /// they have one.
    double knownShare(std::string_view text) const;
    /// Words without a vector, without those that say nothing, each once.
    std::vector<std::string> unknownWords(std::string_view text) const;
    /// "2,014 trained word vectors".
    std::string description() const;

private:
    WordSpace() = default;

    WordTable m_table;
    std::string m_source; ///< "trained", or the name of the file
    std::vector<std::int32_t> m_fitRows;
};

/// What a file of word vectors holds (SHA-256); empty where no block needs one. What a file held is
/// remembered in features/word-files.json, so that stored features outlive it. Throws Error about a file that
/// is not there and never was; Cancelled.
std::string wordFileIdentity(const TextFeatureOptions& options, const std::filesystem::path& featuresFolder,
                             const std::stop_token& stop = {});

/// Adds what word vectors depend on.
void addWordsToKey(Hash& hash, const BlockKeyInput& input);

} // namespace crossview
