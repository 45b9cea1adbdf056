#pragma once

#include "common/progress.h"
#include "dataset/item_ref.h"
#include "dataset/splits.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace crossview {

/// What may be wrong with a data set before anything is learned from it.
enum class ProblemKind : std::uint8_t {
    picturesAlike,     ///< all pictures are nearly the same
    nearPictures,      ///< a group of pictures that are nearly the same
    unreadablePicture, ///< it takes no part
    oneSentence,       ///< one sentence describes all pictures
    sharedSentence,    ///< a sentence describes pictures of several splits
    nearSentences,     ///< a group of sentences that are nearly the same
    noWords,           ///< a sentence in which the features find no word
    noMatch            ///< an item without an item of the other view
};
inline constexpr std::size_t kProblemKinds = 8;
const char* toString(ProblemKind kind); ///< "near pictures", …: a word for tables
/// One clause for a person: "groups of pictures that are nearly the same".
const char* describe(ProblemKind kind);

/// One finding.
struct DataProblem {
    ProblemKind kind = ProblemKind::nearPictures;
    std::vector<ItemRef> items;
    bool acrossSplits = false; ///< the items lie in several of training, validation and test: what is learned
                               ///< is asked again
    std::string detail;        ///< a clause; may be empty
};

struct DataCheck {
    std::vector<DataProblem> problems; ///< by kind
    std::size_t picturesRead = 0;
    std::size_t sentencesRead = 0;

    std::size_t count(ProblemKind kind) const;
    std::size_t countAcrossSplits(ProblemKind kind) const;
};

/// Looks at all pictures (which are decoded, `withPictures`) and sentences. `splits` may be null: then
/// nothing lies across splits. Throws Cancelled.
DataCheck checkDataset(const Dataset& dataset, const SplitAssignment* splits, bool withPictures,
                       const std::stop_token& stop = {}, const ProgressSink& progress = {});

/// All findings as a table of tabs: problem, group (a number), across_splits, view, item (from 0), name,
/// path, split, detail. Throws Error when the disk refuses.
void writeProblems(const std::filesystem::path& file, const DataCheck& check, const Dataset& dataset,
                   const SplitAssignment* splits);

} // namespace crossview
