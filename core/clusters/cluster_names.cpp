#include "clusters/cluster_names.h"

#include "clusters/telling_words.h"

#include <algorithm>
#include <set>

namespace crossview {
namespace {

constexpr std::size_t kCandidates = 12;
constexpr std::size_t kLeastSentences = 3;
constexpr double kLeastShare = 0.06; // of the sentences: a word that fewer hold does not tell of them all
constexpr double kNearly = 0.6;      // of the best one's score: a name stays, a second word is said too
constexpr double kStillTells = 0.25; // of the best one's score: below it a word that is free is no name
constexpr const char* kBetween = ", ";

using Names = std::set<std::string>;

/// The name before, where all of its words still tell enough.
std::string keptName(const std::string& before, const std::vector<TellingWord>& telling,
                     const SentenceWords& words, const Names& used) {
    for (const std::string& part : wordsOfName(before)) {
        const auto found = std::ranges::find_if(
            telling, [&](const TellingWord& word) { return words.word(word.term) == part; });
        const bool tells =
            found != telling.end() && found->score >= kNearly * kNearly * telling.front().score;
        if (!tells || used.contains(part))
            return {};
    }
    return before;
}

std::string newName(const std::vector<TellingWord>& telling, const SentenceWords& words, const Names& used) {
    std::string name;
    double first = 0;
    for (const TellingWord& word : telling) {
        if (word.share < kLeastShare || word.score < kStillTells * telling.front().score ||
            used.contains(words.word(word.term)))
            continue;
        if (name.empty()) {
            name = words.word(word.term);
            first = word.score;
        } else if (word.score >= kNearly * first) {
            return name + kBetween + words.word(word.term);
        }
    }
    return name;
}

} // namespace

std::vector<std::string> wordsOfName(const std::string& name) {
    std::vector<std::string> words;
    std::size_t begin = 0;
    while (begin < name.size()) {
        const std::size_t end = std::min(name.find(kBetween, begin), name.size());
        words.push_back(name.substr(begin, end - begin));
        begin = end + 2;
    }
    return words;
}

void nameClusters(std::span<MapCluster> clusters, std::span<const MapCluster> parents,
                  std::span<const std::vector<std::int32_t>> sentences, std::span<const std::string> before,
                  const SentenceWords& words, const std::stop_token& stop) {
    const auto telling = tellingWords(words, sentences, kCandidates, kLeastSentences, stop);
    Names used;
    const auto usedBy = [&](const MapCluster& cluster) {
        Names names = used;
        if (cluster.parent >= 0 && !parents.empty())
            for (std::string& word : wordsOfName(parents[static_cast<std::size_t>(cluster.parent)].name))
                names.insert(std::move(word));
        return names;
    };
    const auto take = [&](MapCluster& cluster, std::string name) {
        cluster.name = std::move(name);
        for (std::string& word : wordsOfName(cluster.name))
            used.insert(std::move(word));
    };
    // Those that keep theirs choose first: a larger one must not take a name away from where it stands.
    for (std::size_t c = 0; c < clusters.size(); ++c)
        if (!before[c].empty() && !telling[c].empty())
            take(clusters[c], keptName(before[c], telling[c], words, usedBy(clusters[c])));
    for (std::size_t c = 0; c < clusters.size(); ++c)
        if (clusters[c].name.empty())
            take(clusters[c], newName(telling[c], words, usedBy(clusters[c])));
}

} // namespace crossview
