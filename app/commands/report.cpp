#include "commands/report.h"

#include "common/error.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace crossview {

namespace {

void add(Recall& sum, const Recall& recall, double weight) {
    sum.r1 += weight * recall.r1;
    sum.r5 += weight * recall.r5;
    sum.r10 += weight * recall.r10;
    sum.medianRank += weight * recall.medianRank;
    sum.meanRank += weight * recall.meanRank;
    sum.meanReciprocalRank += weight * recall.meanReciprocalRank;
    sum.r1Low += weight * recall.r1Low;
    sum.r1High += weight * recall.r1High;
    sum.queries = recall.queries;
}

std::string tableLine(std::string_view direction, const Recall& recall) {
    return fmt::format("  {} {:6.1f} {:6.1f} {:6.1f} {:8.1f} {:8.1f} {:9}    {:.1f} to {:.1f}",
                       padded(direction, 18), recall.r1, recall.r5, recall.r10, recall.medianRank,
                       recall.meanRank, recall.queries, recall.r1Low, recall.r1High);
}

} // namespace

RecallBothWays meanRecall(std::span<const EvaluatedRun> runs) {
    RecallBothWays mean;
    if (runs.empty())
        return mean;
    mean.protocol = runs.front().recall.protocol;
    mean.tieRule = runs.front().recall.tieRule;
    const double weight = 1.0 / static_cast<double>(runs.size());
    for (const EvaluatedRun& run : runs) {
        add(mean.imageToSentence, run.recall.imageToSentence, weight);
        add(mean.sentenceToImage, run.recall.sentenceToImage, weight);
    }
    return mean;
}

void printRecallTable(Console& console, const RecallBothWays& recall) {
    console.print(fmt::format("  {} {:>6} {:>6} {:>6} {:>8} {:>8} {:>9}    {}", padded("", 18), "R@1", "R@5",
                              "R@10", "median", "mean", "queries", "95 % of R@1"));
    console.print(tableLine("image → sentence", recall.imageToSentence));
    console.print(tableLine("sentence → image", recall.sentenceToImage));
}

std::string recallConditions(const RecallBothWays& recall, std::string_view part) {
    const bool documents = recall.protocol == "documents";
    return fmt::format("R@K in percent of queries on {}; {}; ties: {}.",
                       part == kWholeData ? std::string("all pictures") : fmt::format("the {} split", part),
                       documents ? "protocol documents: all texts of a picture as one"
                                 : "protocol sentences: every sentence by itself",
                       toString(recall.tieRule));
}

nlohmann::ordered_json toJson(const Recall& recall, const RecallBothWays& context, std::string_view part) {
    return {{"r1", recall.r1},
            {"r5", recall.r5},
            {"r10", recall.r10},
            {"medr", recall.medianRank},
            {"meanr", recall.meanRank},
            {"mrr", recall.meanReciprocalRank},
            {"r1_low", recall.r1Low},
            {"r1_high", recall.r1High},
            {"n_queries", recall.queries},
            {"split", part},
            {"protocol", context.protocol},
            {"tie_rule", toString(context.tieRule)}};
}

TextUnit protocolFromString(std::string_view word) {
    if (word == "sentences")
        return TextUnit::sentences;
    if (word == "documents")
        return TextUnit::documents;
    throw Error(fmt::format("There is no protocol '{}': use documents or sentences.", word));
}

TieRule tieRuleFromString(std::string_view word) {
    for (const TieRule rule : {TieRule::index, TieRule::optimistic, TieRule::pessimistic, TieRule::mean})
        if (word == toString(rule))
            return rule;
    throw Error(fmt::format("There is no tie rule '{}': use mean, index, optimistic or pessimistic.", word));
}

Split splitFromString(std::string_view word) {
    for (const Split split : {Split::train, Split::validation, Split::test})
        if (word == toString(split))
            return split;
    throw Error(fmt::format("There is no split '{}': use train, validation or test.", word));
}

std::string duration(double seconds) {
    if (seconds < 10)
        return fmt::format("{:.1f} s", seconds);
    const auto whole = static_cast<long long>(std::llround(seconds));
    return whole < 60 ? fmt::format("{} s", whole) : fmt::format("{} min {} s", whole / 60, whole % 60);
}

} // namespace crossview
