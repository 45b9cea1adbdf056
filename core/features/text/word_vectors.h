#pragma once

#include "common/matrix.h"
#include "common/progress.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace crossview {

/// Words as vectors of length 1 that lie near each other where the words stand among the same others.
/// Immutable.
class WordVectors {
public:
    WordVectors() = default;
    /// A row of `vectors` [words, d] for each word. Throws std::invalid_argument when the counts differ.
    WordVectors(std::vector<std::string> words, Matrix vectors);

    std::size_t size() const { return m_words.size(); }
    std::size_t dimensions() const { return m_vectors.cols(); }
    const std::vector<std::string>& words() const { return m_words; }
    const Matrix& vectors() const { return m_vectors; }
    /// -1: not known.
    std::int32_t find(const std::string& word) const;
    /// Numbers of the known words of a text (text_tokens.h), each as often as it stands there.
    std::vector<std::int32_t> wordsOf(std::string_view text) const;
    /// Words of a text that are not known, each once.
    std::vector<std::string> unknownWords(std::string_view text) const;
    /// Share of a text's words that are known; 0 without words.
    double knownShare(std::string_view text) const;

    /// Writes <prefix>-words.json and <prefix>-vectors.npy.
    void save(const std::filesystem::path& folder, const std::string& prefix) const;
    /// Throws Error when the files are missing, damaged or do not fit each other.
    static WordVectors load(const std::filesystem::path& folder, const std::string& prefix);

private:
    std::vector<std::string> m_words; ///< sorted
    Matrix m_vectors;
    std::unordered_map<std::string, std::int32_t> m_index;
};

/// Learns vectors from texts: positive pointwise mutual information of words within kWordWindow places of
/// each other, reduced by a truncated SVD to V sqrt(S) (Levy and Goldberg, NIPS 2014; Levy, Goldberg and
/// Dagan, TACL 2015), scaled to length 1. Words in fewer than `minimumCount` texts are left out. Empty where
/// too few words remain. Throws Cancelled.
WordVectors learnWordVectors(std::span<const std::string_view> texts, int minimumCount,
                             std::size_t dimensions, std::uint64_t seed, const std::stop_token& stop = {},
                             const ProgressSink& progress = {});
inline constexpr std::size_t kWordWindow = 5;

} // namespace crossview
