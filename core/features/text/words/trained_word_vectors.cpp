#include "features/text/words/trained_word_vectors.h"

#include "features/components/truncated_svd.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace crossview {
namespace {

constexpr std::size_t kPairsAtOnce = std::size_t{1}
                                     << 19; // sorted in some 30 ms: a stop is heard between them
constexpr double kContextPower = 0.75;
constexpr double kValuePower = 0.5;

/// The words that stand in enough texts, the most frequent first.
std::vector<std::string> frequentWords(const std::vector<std::vector<std::string>>& texts,
                                       std::size_t minimum, const std::stop_token& stop) {
    struct Seen {
        std::size_t texts = 0, times = 0, last = std::numeric_limits<std::size_t>::max();
    };
    std::unordered_map<std::string_view, Seen> seen;
    for (std::size_t text = 0; text < texts.size(); ++text) {
        throwIfStopped(stop);
        for (const std::string& word : texts[text]) {
            Seen& entry = seen[word];
            entry.texts += entry.last != text ? 1 : 0;
            entry.last = text;
            ++entry.times;
        }
    }
    std::vector<std::pair<std::size_t, std::string_view>> kept;
    for (const auto& [word, entry] : seen)
        if (entry.texts >= minimum)
            kept.emplace_back(entry.times, word);
    std::ranges::sort(kept, [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    std::vector<std::string> words;
    for (const auto& [times, word] : kept)
        words.emplace_back(word);
    return words;
}

/// How often a word stands near another: ascending pairs (word << 32 | other), each once.
class PairCounts {
public:
    struct Count {
        std::uint64_t pair;
        std::uint64_t times;
    };

    void add(std::uint64_t word, std::uint64_t other) { m_pending.push_back(word << 32U | other); }
    bool isFull() const { return m_pending.size() >= kPairsAtOnce; }
    /// Enters what was added.
    void merge() {
        std::ranges::sort(m_pending);
        std::vector<Count> merged;
        merged.reserve(m_counts.size() + m_pending.size() / 4);
        auto before = m_counts.begin();
        for (std::size_t i = 0; i < m_pending.size();) {
            const std::uint64_t pair = m_pending[i];
            std::uint64_t times = 0;
            for (; i < m_pending.size() && m_pending[i] == pair; ++i)
                ++times;
            for (; before != m_counts.end() && before->pair < pair; ++before)
                merged.push_back(*before);
            if (before != m_counts.end() && before->pair == pair)
                times += (before++)->times;
            merged.push_back({pair, times});
        }
        merged.insert(merged.end(), before, m_counts.end());
        m_counts = std::move(merged);
        m_pending.clear();
    }
    const std::vector<Count>& counts() const { return m_counts; }

private:
    std::vector<std::uint64_t> m_pending;
    std::vector<Count> m_counts;
};

PairCounts countPairs(const std::vector<std::vector<std::string>>& texts,
                      const std::vector<std::vector<std::int32_t>>& groups,
                      const std::vector<std::string>& words, std::size_t window, const std::stop_token& stop,
                      const ProgressSink& progress) {
    std::unordered_map<std::string_view, std::uint64_t> numbers;
    for (std::size_t i = 0; i < words.size(); ++i)
        numbers.emplace(words[i], i);
    PairCounts pairs;
    std::vector<std::uint64_t> known;
    for (std::size_t group = 0; group < groups.size(); ++group) {
        throwIfStopped(stop);
        if (group % 4096 == 0)
            report(progress, {"Counting words beside each other", group, groups.size(), {}});
        known.clear();
        for (const std::int32_t text : groups[group])
            for (const std::string& word : texts[static_cast<std::size_t>(text)])
                if (const auto found = numbers.find(word); found != numbers.end())
                    known.push_back(found->second);
        for (std::size_t i = 0; i < known.size(); ++i) {
            const std::size_t end = window == 0 ? known.size() : std::min(i + window + 1, known.size());
            for (std::size_t j = i + 1; j < end; ++j)
                if (known[i] != known[j]) {
                    pairs.add(known[i], known[j]);
                    pairs.add(known[j], known[i]);
                }
            if (pairs.isFull()) {
                throwIfStopped(stop);
                pairs.merge();
            }
        }
    }
    pairs.merge();
    return pairs;
}

/// Positive pointwise mutual information: a row a context, a column a word.
SparseMatrix mutualInformation(const std::vector<PairCounts::Count>& counts, std::size_t words) {
    std::vector<double> times(words);
    for (const auto& [pair, count] : counts)
        times[pair >> 32U] += static_cast<double>(count);
    double smoothed = 0;
    for (const double count : times)
        smoothed += std::pow(count, kContextPower);
    SparseMatrix matrix;
    matrix.cols = words;
    auto count = counts.begin();
    for (std::uint64_t context = 0; context < words; ++context) {
        const double share = std::pow(times[context], kContextPower) / smoothed;
        for (; count != counts.end() && count->pair >> 32U == context; ++count) {
            const std::uint64_t word = count->pair & 0xFFFFFFFFU;
            const double information = std::log(static_cast<double>(count->times) / (times[word] * share));
            if (information > 0)
                matrix.append(static_cast<std::int32_t>(word), static_cast<float>(information));
        }
        matrix.endRow();
    }
    return matrix;
}

} // namespace

WordVectors trainWordVectors(const std::vector<std::vector<std::string>>& texts,
                             const std::vector<std::vector<std::int32_t>>& groups, const WordTraining& how,
                             const std::stop_token& stop, const ProgressSink& progress) {
    const std::vector<std::string> words = frequentWords(texts, how.minimumCount, stop);
    const PairCounts pairs = countPairs(texts, groups, words, how.window, stop, progress);
    const SparseMatrix information = mutualInformation(pairs.counts(), words.size());
    WordVectors trained;
    if (information.columns.empty())
        return trained;
    const auto rounds = [&](const Progress& svd) {
        report(progress, {"Training word vectors", svd.done, svd.total, {}});
    };
    const TruncatedSvd svd = truncatedSvd(information, how.dimensions, how.seed, stop, rounds);
    std::vector<float> values;
    for (std::size_t w = 0; w < words.size(); ++w) {
        std::vector<float> vector(svd.values.size());
        double square = 0;
        for (std::size_t k = 0; k < vector.size(); ++k) {
            vector[k] = svd.basis(w, k) * static_cast<float>(std::pow(svd.values[k], kValuePower));
            square += double{vector[k]} * double{vector[k]};
        }
        if (square <= 1e-12) // no context, or outside of the directions that are kept
            continue;
        trained.words.push_back(words[w]);
        values.insert(values.end(), vector.begin(), vector.end());
    }
    trained.vectors = Matrix(trained.words.size(), svd.values.size(), std::move(values));
    return trained;
}

} // namespace crossview
