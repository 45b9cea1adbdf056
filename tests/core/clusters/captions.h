#pragma once

#include "common/seeded_random.h"
#include "dataset/dataset.h"

#include <array>
#include <string>
#include <vector>

namespace crossview::test {

inline constexpr std::array kSubjects{"dog", "zebra", "train", "pizza", "kite", "laptop"};

/// A caption about a subject, worded as people word them.
inline std::string caption(std::size_t subject, SeededRandom& random) {
    static constexpr std::array starts{"a photo of a ", "there is a ", "the ", "a man with a ",
                                       "someone sees a "};
    static constexpr std::array details{"small ", "big ", "white ", "", "", "old "};
    static constexpr std::array ends{" in the grass",       " on a table",      " near the beach", "",
                                     " with people around", " under a blue sky"};
    return std::string(starts[random.below(starts.size())]) + details[random.below(details.size())] +
           kSubjects[subject % kSubjects.size()] + ends[random.below(ends.size())];
}

/// Captions whose subjects take turns.
inline std::vector<SentenceItem> captions(std::size_t count, std::uint64_t seed) {
    SeededRandom random(seed);
    std::vector<SentenceItem> sentences;
    for (std::size_t s = 0; s < count; ++s)
        sentences.push_back({caption(s, random), "caption"});
    return sentences;
}

} // namespace crossview::test
