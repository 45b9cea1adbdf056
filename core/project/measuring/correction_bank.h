#pragma once

#include "evaluation/measurement.h"
#include "features/asked_items.h"
#include "project/session.h"
#include "retrieval/score_correction.h"

#include <string_view>

namespace crossview {

/// Whose queries correct the scores of others.
enum class CorrectionBank : std::uint8_t {
    training, ///< queries of the training split: those that are asked do not help each other
    asked     ///< the asked queries themselves, as CSLS and inverted softmax were published; it takes knowing
              ///< them all, so that the recalls are not those of single queries
};
const char* toString(CorrectionBank bank); ///< "training", "asked"
/// Throws Error for another word.
CorrectionBank correctionBankFromString(std::string_view word);

/// A correction with its bank. Throws Error from check() where QB-Norm would look at asked queries.
struct CorrectionRequest {
    CorrectionOptions options;
    CorrectionBank bank = CorrectionBank::training;

    bool isNone() const { return options.kind == Correction::none; }
    void check() const;
};

/// A larger training split is drawn from, with a fixed seed: what the bank says of an item changes little
/// beyond, and it costs bank x items x dimensions.
inline constexpr std::size_t kLargestBank = 10000;

/// Embedded queries of a view [bank, joint] out of the training split, at most kLargestBank; texts as
/// documents or as single sentences. Throws Cancelled.
Matrix trainingQueries(const TrainingInput& input, const FrozenNetwork& network, View view, bool documents,
                       const std::stop_token& stop = {});

/// Corrects queries whose answers are items of a view of a snapshot, single texts or pictures, with a bank
/// out of the training split of what the network was trained on. Throws Error, and Cancelled soon after a
/// stop.
ScoreCorrection correctionOfAnswers(const CorrectionOptions& options, const TrainingInput& trained,
                                    const Snapshot& snapshot, View answers, const std::stop_token& stop = {},
                                    const ProgressSink& progress = {});

/// Scores queries by a correction with a bank of training queries, rows [b, joint] of each view, which for
/// CorrectionBank::asked may be empty. Nothing where the request is none.
RescoreBothWays rescoringBy(const CorrectionRequest& request, Matrix imageQueries, Matrix textQueries,
                            const std::stop_token& stop = {}, const ProgressSink& progress = {});

} // namespace crossview
