#pragma once

#include "dataset/relation.h"
#include "evaluation/chance.h"
#include "evaluation/recall.h"
#include "evaluation/test_pool.h"

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace crossview {

/// Both views of what is asked, as unit rows of one space, and which of them belong together.
struct EvaluationItems {
    Matrix images;     ///< [n, d]
    Matrix texts;      ///< [m, d] documents or single sentences
    Relation relation; ///< of n images with m texts
};

/// Ranks of one direction in one pool.
struct DirectionRanks {
    std::vector<double> ranks;        ///< [queries] 0-based, of the best match; -1 without a match
    std::vector<std::int32_t> images; ///< [queries] image that a query belongs to, -1 none: what is drawn in
                                      ///< a bootstrap. Of a sentence with several images the first.
    ChanceRecall chance;
};

/// Ranks of both directions in one pool.
struct PoolRanks {
    DirectionRanks imageToSentence;
    DirectionRanks sentenceToImage;
    std::size_t images = 0;
};

/// What one system does with one set of queries: recalls, intervals and comparisons are made of it.
struct Measurement {
    std::string protocol; ///< "documents" or "sentences" (RecallBothWays)
    TieRule tieRule = TieRule::mean;
    TestPool pool = TestPool::all;
    std::size_t images = 0;       ///< of the split, whatever the pool
    std::vector<PoolRanks> pools; ///< one, or five folds
};

/// How the queries of one direction score items other than by distance, made for the items of a pool.
using RescoreFor = std::function<Rescore(MatrixView queries, MatrixView items)>;
struct RescoreBothWays {
    RescoreFor imageToSentence;
    RescoreFor sentenceToImage;
};

/// Ranks in both directions: by Euclidean distance, or by what `rescore` makes of cosines. `protocol` is kept
/// as it is. Throws Error when the items do not fit or are too few for the pool, Cancelled soon after a stop.
Measurement measure(const EvaluationItems& items, std::string protocol, TieRule rule, TestPool pool,
                    const RescoreBothWays& rescore = {}, const std::stop_token& stop = {});

/// The recalls of a measurement, of five folds their mean.
RecallBothWays recallOf(const Measurement& measurement);

/// R@K by chance in a direction, of five folds their mean.
ChanceRecall chanceOf(const Measurement& measurement, DirectionRanks PoolRanks::*direction);

} // namespace crossview
