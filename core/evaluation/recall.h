#pragma once

#include "common/matrix.h"
#include "dataset/relation.h"
#include "evaluation/match_ranks.h"

#include <string>
#include <vector>

namespace crossview {

/// Recall of one direction. R@K: share (percent) of queries with at least one match among the first K.
struct Recall {
    double r1 = 0, r5 = 0, r10 = 0; ///< percent
    double medianRank = 0;          ///< floor(median of 0-based ranks) + 1
    double meanRank = 0;            ///< 1-based
    double meanReciprocalRank = 0;
    std::size_t queries = 0;
    double r1Low = 0, r1High = 0; ///< 95 % Wilson interval of r1, percent
};

/// Both directions, on the same items.
struct RecallBothWays {
    Recall imageToSentence;
    Recall sentenceToImage;
    std::string protocol; ///< "documents" (all texts of an image as one) or "sentences"
    TieRule tieRule = TieRule::mean;
    double sum() const; ///< rsum: the six recalls added
    /// Something was asked: without queries all values are zero and say nothing.
    bool isMeasured() const { return imageToSentence.queries > 0 || sentenceToImage.queries > 0; }
};

/// Of 0-based ranks; queries whose rank is -1 are left out.
Recall recallFromRanks(const std::vector<double>& ranks);

/// Recall in both directions between unit-length embeddings [n, d] and [m, d]; distances are computed in
/// blocks, never as one [n, m] matrix above 64 MiB.
RecallBothWays evaluateRecall(MatrixView images, MatrixView sentences, const Relation& relation,
                              TieRule rule = TieRule::mean);

} // namespace crossview
