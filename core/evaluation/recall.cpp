#include "evaluation/recall.h"

#include "common/error.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace crossview {

double RecallBothWays::sum() const {
    return imageToSentence.r1 + imageToSentence.r5 + imageToSentence.r10 + sentenceToImage.r1 +
           sentenceToImage.r5 + sentenceToImage.r10;
}

Recall recallFromRanks(const std::vector<double>& ranks) {
    std::vector<double> counted;
    counted.reserve(ranks.size());
    std::copy_if(ranks.begin(), ranks.end(), std::back_inserter(counted),
                 [](double rank) { return rank >= 0; });
    Recall recall;
    recall.queries = counted.size();
    if (counted.empty())
        return recall;
    std::sort(counted.begin(), counted.end());
    const auto n = static_cast<double>(counted.size());
    const auto hits = [&](double k) {
        return static_cast<double>(std::lower_bound(counted.begin(), counted.end(), k) - counted.begin());
    };
    recall.r1 = 100 * hits(1) / n;
    recall.r5 = 100 * hits(5) / n;
    recall.r10 = 100 * hits(10) / n;
    const std::size_t middle = counted.size() / 2;
    const double median =
        counted.size() % 2 == 1 ? counted[middle] : (counted[middle - 1] + counted[middle]) / 2;
    recall.medianRank = std::floor(median) + 1;
    for (const double rank : counted) {
        recall.meanRank += rank + 1;
        recall.meanReciprocalRank += 1 / (rank + 1);
    }
    recall.meanRank /= n;
    recall.meanReciprocalRank /= n;
    // Wilson score interval: holds its level also near 0 % and 100 %, where r1 ± 1.96 s.e. leaves [0, 100].
    constexpr double kZ = 1.959963984540054;
    const double p = hits(1) / n;
    const double centre = (p + kZ * kZ / (2 * n)) / (1 + kZ * kZ / n);
    const double half = kZ / (1 + kZ * kZ / n) * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n));
    recall.r1Low = 100 * std::max(0.0, centre - half);
    recall.r1High = 100 * std::min(1.0, centre + half);
    return recall;
}

RecallBothWays evaluateRecall(MatrixView images, MatrixView sentences, const Relation& relation,
                              TieRule rule) {
    if (images.rows() != relation.imageCount() || sentences.rows() != relation.sentenceCount())
        throw Error(fmt::format("Recall was given embeddings of {} images and {} sentences, but the relation "
                                "knows {} and {}.",
                                images.rows(), sentences.rows(), relation.imageCount(),
                                relation.sentenceCount()));
    if (images.rows() > 0 && sentences.rows() > 0 && images.cols() != sentences.cols())
        throw Error(fmt::format("Recall needs both views in one space, but images have {} dimensions and "
                                "sentences {}.",
                                images.cols(), sentences.cols()));
    RecallBothWays result;
    result.tieRule = rule;
    result.imageToSentence = recallFromRanks(ranksOfBestMatch(
        images, sentences, [&](std::size_t image) { return relation.sentencesOf(image); }, rule));
    result.sentenceToImage = recallFromRanks(ranksOfBestMatch(
        sentences, images, [&](std::size_t sentence) { return relation.imagesOf(sentence); }, rule));
    return result;
}

} // namespace crossview
