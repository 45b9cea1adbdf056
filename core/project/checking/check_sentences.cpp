#include "project/checking/check_sentences.h"

#include "project/checking/item_splits.h"

#include <map>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace crossview {
namespace {

/// Letters, digits and signs (emoji) in lower case, a blank for all that is between; empty without words.
std::string wordsOf(const std::string& text) {
    std::string words;
    bool blank = false;
    const auto size = static_cast<std::int32_t>(text.size());
    for (std::int32_t at = 0; at < size;) {
        UChar32 letter = 0;
        U8_NEXT_OR_FFFD(text.data(), at, size, letter);
        if (!u_isalnum(letter) && u_charType(letter) != U_OTHER_SYMBOL &&
            u_charType(letter) != U_NON_SPACING_MARK && u_charType(letter) != U_COMBINING_SPACING_MARK) {
            blank = !words.empty();
            continue;
        }
        if (blank)
            words += ' ';
        blank = false;
        char bytes[U8_MAX_LENGTH];
        std::int32_t length = 0;
        U8_APPEND_UNSAFE(bytes, length, u_tolower(letter));
        words.append(bytes, static_cast<std::size_t>(length));
    }
    return words;
}

} // namespace

std::vector<DataProblem> checkSentences(const Dataset& dataset, std::span<const Split> splits) {
    constexpr std::size_t kFewest = 3; // of two pictures one is half
    const bool ofRegions = dataset.hasRegions();
    std::vector<DataProblem> problems;
    std::map<std::string, std::vector<ItemRef>> byWords;
    for (std::size_t s = 0; s < dataset.sentences().size(); ++s) {
        const ItemRef item{View::sentence, static_cast<std::int32_t>(s)};
        const auto images = dataset.relation().imagesOf(s);
        const std::string words = wordsOf(dataset.sentences()[s].text);
        if (words.empty())
            problems.push_back({ProblemKind::sentenceWithoutWords, {item}, false, {}});
        else
            byWords[words].push_back(item);
        if (images.size() >= kFewest && 2 * images.size() >= dataset.images().size())
            problems.push_back({ProblemKind::captionOfMany, {item}, false, {}});
        // "a man" names regions of all splits.
        if (!ofRegions && splitsOf(item, dataset, splits).size() > 1)
            problems.push_back({ProblemKind::sentenceOfSplits, {item}, true, {}});
    }
    for (const auto& [words, items] : byWords)
        if (items.size() > 1)
            problems.push_back({ProblemKind::nearSentences, items, false, {}});
    return problems;
}

} // namespace crossview
