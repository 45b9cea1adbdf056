#include "evaluation/arrivals.h"

#include "evaluation/cross_distances.h"

#include <algorithm>

namespace crossview {
namespace {

/// Whether fewer than kArrivalRank answers are nearer than the nearest match; nothing without a match.
enum class Rank { none, within, beyond };

Rank rankOf(std::span<const float> squared, std::span<const std::int32_t> matches) {
    std::size_t best = squared.size();
    const auto isNearer = [&](std::size_t a, std::size_t b) {
        return squared[a] < squared[b] || (squared[a] == squared[b] && a < b);
    };
    for (const std::int32_t match : matches) {
        const auto a = static_cast<std::size_t>(match);
        if (squared[a] != MeasuredRows::kNever && (best == squared.size() || isNearer(a, best)))
            best = a;
    }
    if (best == squared.size())
        return Rank::none;
    std::int32_t nearer = 0;
    for (std::size_t a = 0; a < squared.size(); ++a)
        nearer += isNearer(a, best) ? 1 : 0;
    return nearer < kArrivalRank ? Rank::within : Rank::beyond;
}

void forget(std::vector<std::int32_t>& of, int epoch) {
    for (std::int32_t& arrived : of)
        if (arrived >= epoch)
            arrived = Arrivals::kNotYet;
}

std::vector<std::uint32_t> waiting(const std::vector<std::int32_t>& of) {
    std::vector<std::uint32_t> rows;
    for (std::size_t i = 0; i < of.size(); ++i)
        if (of[i] == Arrivals::kNotYet)
            rows.push_back(static_cast<std::uint32_t>(i));
    return rows;
}

template <typename MatchesOf>
void ask(std::vector<std::int32_t>& of, int epoch, const MeasuredRows& asking, const MeasuredRows& answering,
         const MatchesOf& matchesOf, const std::stop_token& stop, const ProgressSink& progress) {
    for (std::size_t i = 0; i < of.size(); ++i)
        if (!asking.takesPart(i))
            of[i] = Arrivals::kNever;
    const std::vector<std::uint32_t> queries = waiting(of);
    std::size_t done = 0;
    forEachQuery(
        asking, queries, answering,
        [&](std::size_t query, std::span<const float> squared) {
            const Rank rank = rankOf(squared, matchesOf(query));
            if (rank != Rank::beyond)
                of[query] = rank == Rank::within ? epoch : Arrivals::kNever;
        },
        stop,
        [&](std::size_t count) {
            done += count;
            report(progress, {"Looking for what has arrived", done, queries.size(), {}});
        });
}

} // namespace

void addEpoch(Arrivals& arrivals, int epoch, MatrixView images, MatrixView sentences,
              const Relation& relation, std::span<const std::int32_t> leftOutImages,
              const std::stop_token& stop, const ProgressSink& progress) {
    Arrivals added = arrivals;
    if (added.images.size() != images.rows() || added.sentences.size() != sentences.rows())
        added = {{},
                 std::vector<std::int32_t>(images.rows(), Arrivals::kNotYet),
                 std::vector<std::int32_t>(sentences.rows(), Arrivals::kNotYet)};
    std::erase_if(added.epochs, [epoch](int known) { return known >= epoch; });
    forget(added.images, epoch);
    forget(added.sentences, epoch);
    const MeasuredRows imageRows(images, leftOutImages);
    const MeasuredRows sentenceRows(sentences);
    ask(
        added.images, epoch, imageRows, sentenceRows, [&](std::size_t i) { return relation.sentencesOf(i); },
        stop, progress);
    ask(
        added.sentences, epoch, sentenceRows, imageRows, [&](std::size_t s) { return relation.imagesOf(s); },
        stop, progress);
    added.epochs.push_back(epoch);
    arrivals = std::move(added);
}

} // namespace crossview
