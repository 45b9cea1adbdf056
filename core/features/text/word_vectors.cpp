#include "features/text/word_vectors.h"

#include "common/error.h"
#include "common/linear_algebra.h"
#include "features/text/counted_terms.h"
#include "features/text/text_tokens.h"
#include "features/text/truncated_svd.h"
#include "files/checked_json.h"
#include "files/npy.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace crossview {
namespace {

using Json = nlohmann::json;

std::filesystem::path wordsFile(const std::filesystem::path& folder, const std::string& prefix) {
    return folder / (prefix + "-words.json");
}

std::filesystem::path vectorsFile(const std::filesystem::path& folder, const std::string& prefix) {
    return folder / (prefix + "-vectors.npy");
}

std::vector<std::string> tokenWords(std::string_view text) {
    std::vector<std::string> words;
    for (Token& token : textTokens(text, false))
        words.push_back(std::move(token.word));
    return words;
}

/// Positive mutual information of counted pairs, a row per word.
SparseMatrix mutualInformation(const std::vector<std::map<std::int32_t, double>>& together) {
    std::vector<double> sums(together.size(), 0.0);
    double all = 0;
    for (std::size_t a = 0; a < together.size(); ++a)
        for (const auto& [b, count] : together[a]) {
            sums[a] += count;
            all += count;
        }
    SparseMatrix matrix;
    matrix.cols = together.size();
    for (std::size_t a = 0; a < together.size(); ++a) {
        for (const auto& [b, count] : together[a]) {
            const double value = std::log(count * all / (sums[a] * sums[static_cast<std::size_t>(b)]));
            if (value > 0)
                matrix.append(b, static_cast<float>(value));
        }
        matrix.endRow();
    }
    return matrix;
}

} // namespace

WordVectors::WordVectors(std::vector<std::string> words, Matrix vectors)
    : m_words(std::move(words)), m_vectors(std::move(vectors)) {
    if (m_words.size() != m_vectors.rows())
        throw std::invalid_argument("every word has one vector");
    for (std::size_t w = 0; w < m_words.size(); ++w)
        m_index.emplace(m_words[w], static_cast<std::int32_t>(w));
}

std::int32_t WordVectors::find(const std::string& word) const {
    const auto found = m_index.find(word);
    return found == m_index.end() ? -1 : found->second;
}

std::vector<std::int32_t> WordVectors::wordsOf(std::string_view text) const {
    std::vector<std::int32_t> known;
    for (const std::string& word : tokenWords(text))
        if (const std::int32_t number = find(word); number >= 0)
            known.push_back(number);
    return known;
}

std::vector<std::string> WordVectors::unknownWords(std::string_view text) const {
    std::vector<std::string> unknown;
    for (std::string& word : tokenWords(text))
        if (find(word) < 0 && std::ranges::find(unknown, word) == unknown.end())
            unknown.push_back(std::move(word));
    return unknown;
}

double WordVectors::knownShare(std::string_view text) const {
    const std::vector<std::string> words = tokenWords(text);
    const auto known =
        std::ranges::count_if(words, [this](const std::string& word) { return find(word) >= 0; });
    return words.empty() ? 0 : double(known) / double(words.size());
}

void WordVectors::save(const std::filesystem::path& folder, const std::string& prefix) const {
    writeCheckedJson(wordsFile(folder, prefix), Json{{"words", m_words}});
    if (size() > 0)
        writeNpy(vectorsFile(folder, prefix), m_vectors);
}

WordVectors WordVectors::load(const std::filesystem::path& folder, const std::string& prefix) {
    const Json description = readCheckedJson(wordsFile(folder, prefix));
    const auto damaged = [&] {
        return Error(
            fmt::format("The stored word vectors in {} are damaged: delete that folder and compute the "
                        "features again.",
                        folder.string()));
    };
    if (!description.contains("words") || !description["words"].is_array())
        throw damaged();
    std::vector<std::string> words;
    for (const Json& word : description["words"]) {
        if (!word.is_string())
            throw damaged();
        words.push_back(word.get<std::string>());
    }
    if (words.empty())
        return {};
    Matrix vectors = readNpy(vectorsFile(folder, prefix));
    if (vectors.rows() != words.size() || vectors.cols() == 0)
        throw damaged();
    return {std::move(words), std::move(vectors)};
}

WordVectors learnWordVectors(std::span<const std::string_view> texts, int minimumCount,
                             std::size_t dimensions, std::uint64_t seed, const std::stop_token& stop,
                             const ProgressSink& progress) {
    // In how many texts a word stands.
    std::map<std::string, int> counts;
    std::vector<std::vector<std::string>> tokens;
    for (const std::string_view text : texts) {
        if (tokens.size() % 1000 == 0) {
            throwIfStopped(stop);
            report(progress, {"Reading words", tokens.size(), texts.size(), {}});
        }
        std::vector<std::string> words = tokenWords(text);
        std::vector<std::string> once = words;
        std::ranges::sort(once);
        const auto repeated = std::ranges::unique(once);
        once.erase(repeated.begin(), repeated.end());
        for (const std::string& word : once)
            ++counts[word];
        tokens.push_back(std::move(words));
    }
    std::vector<std::string> vocabulary;
    std::unordered_map<std::string, std::int32_t> index;
    for (const auto& [word, count] : counts)
        if (count >= minimumCount) {
            index.emplace(word, static_cast<std::int32_t>(vocabulary.size()));
            vocabulary.push_back(word);
        }
    if (vocabulary.size() < 2)
        return {};
    std::vector<std::map<std::int32_t, double>> together(vocabulary.size());
    for (std::size_t t = 0; t < tokens.size(); ++t) {
        if (t % 1000 == 0)
            throwIfStopped(stop);
        std::vector<std::int32_t> known;
        for (const std::string& word : tokens[t])
            if (const auto found = index.find(word); found != index.end())
                known.push_back(found->second);
        for (std::size_t a = 0; a < known.size(); ++a)
            for (std::size_t b = a + 1; b < std::min(known.size(), a + 1 + kWordWindow); ++b)
                if (known[a] != known[b]) {
                    ++together[static_cast<std::size_t>(known[a])][known[b]];
                    ++together[static_cast<std::size_t>(known[b])][known[a]];
                }
    }
    const SparseMatrix matrix = mutualInformation(together);
    if (matrix.values.empty())
        return {};
    const TruncatedSvd svd = truncatedSvd(matrix, dimensions, seed, stop, [&](const Progress& rounds) {
        report(progress, {"Learning word vectors", rounds.done, rounds.total, {}});
    });
    // Words that stand beside no other have no place.
    std::vector<std::string> words;
    std::vector<std::int32_t> rows;
    for (std::size_t w = 0; w < vocabulary.size(); ++w)
        if (!together[w].empty()) {
            words.push_back(vocabulary[w]);
            rows.push_back(static_cast<std::int32_t>(w));
        }
    Matrix vectors = chosenRows(svd.basis, rows);
    for (std::size_t w = 0; w < vectors.rows(); ++w)
        for (std::size_t c = 0; c < vectors.cols(); ++c)
            vectors(w, c) *= static_cast<float>(std::sqrt(svd.values[c]));
    normaliseRows(vectors);
    return {std::move(words), std::move(vectors)};
}

} // namespace crossview
