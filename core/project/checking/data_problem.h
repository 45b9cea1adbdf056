#pragma once

#include "dataset/item_ref.h"

#include <cstdint>
#include <string>
#include <vector>

namespace crossview {

/// What may be wrong with items of a data set.
enum class ProblemKind : std::uint8_t {
    unreadablePicture,   ///< missing, damaged, no picture
    samePictures,        ///< the same content
    nearPictures,        ///< they look alike: another size, quality or format of one picture
    nearSentences,       ///< the same words; case and punctuation differ
    sentenceOfSplits,    ///< one sentence describes pictures in several splits
    captionOfMany,       ///< one sentence describes half of the pictures or more
    sentenceWithoutWords ///< neither letters nor digits nor signs
};
const char* toString(ProblemKind kind); ///< "pictures that look alike", for a person
/// One sentence or two on what such a finding does and what helps.
const char* adviceOn(ProblemKind kind);
/// The same on findings of any kind whose items stand in several splits.
const char* adviceAcrossSplits();

/// One finding: an item, or several that belong together.
struct DataProblem {
    ProblemKind kind;
    std::vector<ItemRef> items;
    bool acrossSplits = false; ///< what is learned is asked for in the test
    std::string reason;        ///< of a picture that cannot be read; else empty
};

} // namespace crossview
