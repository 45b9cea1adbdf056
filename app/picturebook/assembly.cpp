#include "assembly.h"

#include "common/unicode_text.h"

#include <set>
#include <unordered_map>
#include <unordered_set>

namespace crossview {
namespace {

/// Numbers texts by their folded form in the order of appearance.
class Numbering {
public:
    /// The number and whether it is new.
    std::pair<std::int32_t, bool> numberOf(std::string_view text) {
        const auto [found, isNew] =
            m_numbers.emplace(foldedText(text), static_cast<std::int32_t>(m_numbers.size()));
        return {found->second, isNew};
    }

private:
    std::unordered_map<std::string, std::int32_t> m_numbers;
};

} // namespace

std::vector<Candidate> withoutDuplicates(std::vector<Candidate> candidates,
                                         std::span<const std::string> hashes) {
    std::unordered_set<std::string_view> seen;
    std::vector<Candidate> kept;
    for (std::size_t i = 0; i < candidates.size(); ++i)
        if (!hashes[i].empty() && seen.insert(hashes[i]).second)
            kept.push_back(std::move(candidates[i]));
    return kept;
}

void makeFileNamesUnique(std::vector<Candidate>& candidates) {
    std::set<std::string> taken;
    for (Candidate& candidate : candidates) {
        const std::string wanted = candidate.file;
        const auto dot = std::min(wanted.rfind('.'), wanted.size());
        for (int number = 2; !taken.insert(candidate.file).second; ++number)
            candidate.file = wanted.substr(0, dot) + "-" + std::to_string(number) + wanted.substr(dot);
    }
}

Dataset assembleDataset(const std::vector<Candidate>& candidates, const std::string& name,
                        const std::filesystem::path& projectFolder) {
    std::vector<ImageItem> images;
    std::vector<SentenceItem> sentences;
    std::vector<std::string> concepts;
    std::vector<Relation::Pair> pairs;
    Numbering sentenceNumbers;
    Numbering conceptNumbers;
    for (const Candidate& candidate : candidates) {
        const auto image = static_cast<std::int32_t>(images.size());
        ImageItem item;
        item.path = std::filesystem::path("pictures") / candidate.file;
        item.title = candidate.title;
        item.source = candidate.source;
        const auto [conceptId, newConcept] = conceptNumbers.numberOf(candidate.title);
        if (newConcept)
            concepts.push_back(candidate.title);
        item.conceptId = conceptId;
        images.push_back(std::move(item));
        for (const SentenceItem& text : candidate.texts) {
            const auto [sentence, newSentence] = sentenceNumbers.numberOf(text.text);
            if (newSentence)
                sentences.push_back(text);
            pairs.emplace_back(image, sentence);
        }
    }
    Relation relation(images.size(), sentences.size(), std::move(pairs));
    return {name,         std::move(images), std::move(sentences), std::move(relation), std::move(concepts),
            projectFolder};
}

} // namespace crossview
