#include "checks/sentence_twins.h"

#include "checks/item_groups.h"
#include "common/progress.h"
#include "features/text/text_tokens.h"

#include <algorithm>
#include <functional>
#include <string_view>

namespace crossview {
namespace {

constexpr std::size_t kNothing = static_cast<std::size_t>(-1);

/// A sum over the words but one, in which their order plays no part.
std::uint64_t sumWithout(const std::vector<std::uint64_t>& words, std::size_t left) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < words.size(); ++i)
        if (i != left)
            sum += words[i];
    return sum;
}

std::uint64_t sumOf(std::string_view word) {
    std::uint64_t value = std::hash<std::string_view>()(word) + 0x9E3779B97F4A7C15ULL;
    value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    value = (value ^ (value >> 27U)) * 0x94D049BB133111EBULL;
    return value ^ (value >> 31U);
}

/// What a sentence is found under.
struct Key {
    std::uint64_t sum;
    std::int32_t sentence;
    bool whole; ///< of all its words
    auto operator<=>(const Key&) const = default;
};

} // namespace

SentenceWordBag wordBagOf(const std::string& text) {
    SentenceWordBag bag;
    for (Token& token : textTokens(text, false))
        bag.push_back(std::move(token.word));
    std::ranges::sort(bag);
    return bag;
}

bool areNear(const SentenceWordBag& a, const SentenceWordBag& b) {
    if (a.empty() || b.empty())
        return false;
    if (a.size() == b.size())
        return a == b;
    const SentenceWordBag& fewer = a.size() < b.size() ? a : b;
    const SentenceWordBag& more = a.size() < b.size() ? b : a;
    return fewer.size() >= kFewWords && more.size() == fewer.size() + 1 && std::ranges::includes(more, fewer);
}

std::vector<std::vector<std::int32_t>> nearSentences(std::span<const SentenceWordBag> bags,
                                                     const std::stop_token& stop) {
    std::vector<Key> keys;
    std::vector<std::uint64_t> words;
    for (std::size_t s = 0; s < bags.size(); ++s) {
        if (bags[s].empty())
            continue;
        words.clear();
        for (const std::string& word : bags[s])
            words.push_back(sumOf(word));
        const auto sentence = static_cast<std::int32_t>(s);
        keys.push_back({sumWithout(words, kNothing), sentence, true});
        for (std::size_t i = 0; bags[s].size() > kFewWords && i < words.size(); ++i)
            keys.push_back({sumWithout(words, i), sentence, false});
    }
    throwIfStopped(stop);
    std::ranges::sort(keys);
    ItemGroups groups(bags.size());
    for (std::size_t begin = 0, end = 0; begin < keys.size(); begin = end) {
        throwIfStopped(stop);
        while (end < keys.size() && keys[end].sum == keys[begin].sum)
            ++end;
        // Under one sum those with all their words are one group, and those with one word more belong to it.
        // Two that only lack a word each are near nothing by that.
        const auto same = std::span(keys).subspan(begin, end - begin);
        const auto first = std::ranges::find(same, true, &Key::whole);
        if (first == same.end())
            continue;
        const auto& bag = bags[static_cast<std::size_t>(first->sentence)];
        for (const Key& key : same) // a sum may be that of other words
            if (areNear(bag, bags[static_cast<std::size_t>(key.sentence)]))
                groups.unite(first->sentence, key.sentence);
    }
    return groups.groups();
}

} // namespace crossview
