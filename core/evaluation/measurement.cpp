#include "evaluation/measurement.h"

#include "common/error.h"
#include "common/linear_algebra.h"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>

namespace crossview {
namespace {

Recall meanOf(const std::vector<Recall>& folds) {
    if (folds.size() == 1)
        return folds.front();
    Recall mean;
    for (const Recall& fold : folds)
        for (const auto member :
             {&Recall::r1, &Recall::r5, &Recall::r10, &Recall::medianRank, &Recall::meanRank,
              &Recall::meanReciprocalRank, &Recall::r1Low, &Recall::r1High})
            mean.*member += fold.*member / static_cast<double>(folds.size());
    for (const Recall& fold : folds)
        mean.queries += fold.queries;
    return mean;
}

DirectionRanks directionRanks(MatrixView queries, MatrixView items, const MatchesOf& matchesOf, TieRule rule,
                              const RescoreFor& rescore, const std::stop_token& stop) {
    DirectionRanks result;
    result.ranks = rescore ? ranksByScore(queries, items, matchesOf, rule, rescore(queries, items), stop)
                           : ranksOfBestMatch(queries, items, matchesOf, rule);
    std::vector<std::size_t> matches(queries.rows());
    for (std::size_t query = 0; query < queries.rows(); ++query)
        matches[query] = matchesOf(query).size();
    result.chance = chanceRecall(matches, items.rows());
    return result;
}

PoolRanks poolRanks(MatrixView images, MatrixView texts, const Relation& relation, TieRule rule,
                    const RescoreBothWays& rescore, const std::stop_token& stop) {
    const MatchesOf textsOf = [&](std::size_t image) { return relation.sentencesOf(image); };
    const MatchesOf imagesOf = [&](std::size_t text) { return relation.imagesOf(text); };
    PoolRanks pool;
    pool.images = images.rows();
    pool.imageToSentence = directionRanks(images, texts, textsOf, rule, rescore.imageToSentence, stop);
    pool.imageToSentence.images.resize(images.rows());
    std::iota(pool.imageToSentence.images.begin(), pool.imageToSentence.images.end(), 0);
    pool.sentenceToImage = directionRanks(texts, images, imagesOf, rule, rescore.sentenceToImage, stop);
    for (std::size_t text = 0; text < texts.rows(); ++text)
        pool.sentenceToImage.images.push_back(imagesOf(text).empty() ? -1 : imagesOf(text).front());
    return pool;
}

} // namespace

Measurement measure(const EvaluationItems& items, std::string protocol, TieRule rule, TestPool pool,
                    const RescoreBothWays& rescore, const std::stop_token& stop) {
    const Relation& relation = items.relation;
    const Matrix& images = items.images;
    if (images.rows() != relation.imageCount() || items.texts.rows() != relation.sentenceCount())
        throw Error(fmt::format("Recall was given embeddings of {} images and {} sentences, but the relation "
                                "knows {} and {}.",
                                images.rows(), items.texts.rows(), relation.imageCount(),
                                relation.sentenceCount()));
    if (images.rows() > 0 && items.texts.rows() > 0 && images.cols() != items.texts.cols())
        throw Error(fmt::format("Recall needs both views in one space, but images have {} dimensions and "
                                "sentences {}.",
                                images.cols(), items.texts.cols()));
    Measurement result{std::move(protocol), rule, pool, images.rows(), {}};
    for (const ImageRange range : imageRanges(pool, images.rows())) {
        if (range.count == images.rows()) {
            result.pools.push_back(poolRanks(images, items.texts, relation, rule, rescore, stop));
            continue;
        }
        std::vector<std::int32_t> chosen(range.count);
        std::iota(chosen.begin(), chosen.end(), static_cast<std::int32_t>(range.begin));
        std::vector<std::int32_t> texts;
        for (const std::int32_t image : chosen) {
            const auto own = relation.sentencesOf(static_cast<std::size_t>(image));
            texts.insert(texts.end(), own.begin(), own.end());
        }
        std::ranges::sort(texts);
        texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
        const MatrixView part(images.data() + range.begin * images.cols(), range.count, images.cols());
        result.pools.push_back(poolRanks(part, chosenRows(items.texts, texts),
                                         relation.restricted(chosen, texts), rule, rescore, stop));
    }
    return result;
}

RecallBothWays recallOf(const Measurement& measurement) {
    std::vector<Recall> imageToSentence;
    std::vector<Recall> sentenceToImage;
    for (const PoolRanks& pool : measurement.pools) {
        imageToSentence.push_back(recallFromRanks(pool.imageToSentence.ranks));
        sentenceToImage.push_back(recallFromRanks(pool.sentenceToImage.ranks));
    }
    RecallBothWays recall;
    recall.protocol = measurement.protocol;
    recall.tieRule = measurement.tieRule;
    if (!measurement.pools.empty()) {
        recall.imageToSentence = meanOf(imageToSentence);
        recall.sentenceToImage = meanOf(sentenceToImage);
    }
    return recall;
}

ChanceRecall chanceOf(const Measurement& measurement, DirectionRanks PoolRanks::*direction) {
    ChanceRecall mean;
    const auto count = static_cast<double>(measurement.pools.size());
    for (const PoolRanks& pool : measurement.pools) {
        const ChanceRecall& chance = (pool.*direction).chance;
        mean.r1 += chance.r1 / count;
        mean.r5 += chance.r5 / count;
        mean.r10 += chance.r10 / count;
    }
    return mean;
}

} // namespace crossview
