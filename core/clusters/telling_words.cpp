#include "clusters/telling_words.h"

#include "common/progress.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace crossview {
namespace {

constexpr std::size_t kPollSentences = 8192;

bool tellsMore(const TellingWord& a, const TellingWord& b) {
    return a.score > b.score || (a.score == b.score && a.term < b.term);
}

} // namespace

std::vector<std::vector<TellingWord>> tellingWords(const SentenceWords& words,
                                                   std::span<const std::vector<std::int32_t>> classes,
                                                   std::size_t most, std::size_t leastSentences,
                                                   const std::stop_token& stop) {
    const auto all = static_cast<double>(words.sentenceCount());
    std::vector<std::size_t> count(words.termCount());
    std::vector<std::uint32_t> touched;
    std::vector<std::vector<TellingWord>> result;
    for (const std::vector<std::int32_t>& sentences : classes) {
        touched.clear();
        for (std::size_t s = 0; s < sentences.size(); ++s) {
            if (s % kPollSentences == 0)
                throwIfStopped(stop);
            for (const std::uint32_t term : words.termsOf(static_cast<std::size_t>(sentences[s])))
                if (count[term]++ == 0)
                    touched.push_back(term);
        }
        std::vector<TellingWord> telling;
        for (const std::uint32_t term : touched) {
            const std::size_t held = std::exchange(count[term], 0);
            const double share = static_cast<double>(held) / static_cast<double>(sentences.size());
            const double lift = share / (static_cast<double>(words.sentencesWith(term)) / all);
            if (held >= leastSentences && lift > 1)
                telling.push_back({term, held, share, share * std::log(lift)});
        }
        const auto end = telling.begin() + static_cast<std::ptrdiff_t>(std::min(most, telling.size()));
        std::partial_sort(telling.begin(), end, telling.end(), tellsMore);
        telling.erase(end, telling.end());
        result.push_back(std::move(telling));
    }
    return result;
}

} // namespace crossview
