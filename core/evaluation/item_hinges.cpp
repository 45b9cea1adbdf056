#include "evaluation/item_hinges.h"

#include "evaluation/cross_distances.h"

#include <algorithm>
#include <limits>

namespace crossview {
namespace {

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

/// The mean hinge of one query.
float meanHinge(std::span<const float> squared, std::span<const std::int32_t> matches,
                const HingeRule& rule) {
    std::vector<float> positives;
    std::vector<float> negatives(squared.begin(), squared.end());
    for (const std::int32_t match : matches) {
        const auto a = static_cast<std::size_t>(match);
        if (squared[a] != MeasuredRows::kNever)
            positives.push_back(squared[a]);
        negatives[a] = MeasuredRows::kNever; // no negative
    }
    std::erase(negatives, MeasuredRows::kNever);
    if (positives.empty() || negatives.empty())
        return kNone;
    if (rule.hardest > 0 && rule.hardest < negatives.size()) {
        const auto end = negatives.begin() + static_cast<std::ptrdiff_t>(rule.hardest);
        std::nth_element(negatives.begin(), end, negatives.end());
        negatives.erase(end, negatives.end());
    }
    const auto distance = [&rule](float value) { return rule.distance(std::max(0.0, double(value))); };
    double sum = 0;
    for (const float negative : negatives)
        for (const float positive : positives)
            sum += std::max(0.0, rule.margin + distance(positive) - distance(negative));
    return static_cast<float>(sum / static_cast<double>(positives.size() * negatives.size()));
}

} // namespace

ItemHinges crossViewHinges(MatrixView images, MatrixView sentences, const Relation& relation,
                           const HingeRule& rule, std::span<const std::int32_t> leftOutImages,
                           const std::stop_token& stop, const ProgressSink& progress) {
    const MeasuredRows imageRows(images, leftOutImages);
    const MeasuredRows sentenceRows(sentences);
    ItemHinges hinges{std::vector<float>(images.rows(), kNone), std::vector<float>(sentences.rows(), kNone)};
    std::size_t done = 0;
    const auto advance = [&](std::size_t count) {
        done += count;
        report(progress, {"Measuring the losses", done, images.rows() + sentences.rows(), {}});
    };
    forEachQuery(
        imageRows, everyRow(imageRows), sentenceRows,
        [&](std::size_t i, std::span<const float> squared) {
            hinges.images[i] = meanHinge(squared, relation.sentencesOf(i), rule);
        },
        stop, advance);
    forEachQuery(
        sentenceRows, everyRow(sentenceRows), imageRows,
        [&](std::size_t s, std::span<const float> squared) {
            hinges.sentences[s] = meanHinge(squared, relation.imagesOf(s), rule);
        },
        stop, advance);
    return hinges;
}

} // namespace crossview
