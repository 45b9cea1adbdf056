#include "commands/report.h"

#include "common/error.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace crossview {

namespace {

std::string tableLine(std::string_view direction, const Recall& recall) {
    return fmt::format("  {} {:6.1f} {:6.1f} {:6.1f} {:8.1f} {:8.1f} {:9}    {:.1f} to {:.1f}",
                       padded(direction, 18), recall.r1, recall.r5, recall.r10, recall.medianRank,
                       recall.meanRank, recall.queries, recall.r1Low, recall.r1High);
}

} // namespace

void printRecallTable(Console& console, const RecallBothWays& recall, std::string_view interval) {
    if (!recall.isMeasured())
        return;
    console.print(fmt::format("  {} {:>6} {:>6} {:>6} {:>8} {:>8} {:>9}    {}", padded("", 18), "R@1", "R@5",
                              "R@10", "median", "mean", "queries", interval));
    console.print(tableLine("image → sentence", recall.imageToSentence));
    console.print(tableLine("sentence → image", recall.sentenceToImage));
}

nlohmann::ordered_json toJson(const Recall& recall, const RecallBothWays& context, std::string_view part) {
    // Over no queries there is no number: null, never 0.
    const auto measured = [&recall](double value) {
        return recall.queries > 0 ? nlohmann::ordered_json(value) : nlohmann::ordered_json();
    };
    return {{"r1", measured(recall.r1)},          {"r5", measured(recall.r5)},
            {"r10", measured(recall.r10)},        {"medr", measured(recall.medianRank)},
            {"meanr", measured(recall.meanRank)}, {"mrr", measured(recall.meanReciprocalRank)},
            {"r1_low", measured(recall.r1Low)},   {"r1_high", measured(recall.r1High)},
            {"n_queries", recall.queries},        {"split", part},
            {"protocol", context.protocol},       {"tie_rule", toString(context.tieRule)}};
}

std::string jsonText(const nlohmann::ordered_json& document) {
    return document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

TextUnit protocolFromString(std::string_view word) {
    if (word == "sentences")
        return TextUnit::sentences;
    if (word == "documents")
        return TextUnit::documents;
    throw Error(fmt::format("There is no protocol '{}': use documents or sentences.", word));
}

std::string duration(double seconds) {
    if (seconds < 10)
        return fmt::format("{:.1f} s", seconds);
    const auto whole = static_cast<long long>(std::llround(seconds));
    return whole < 60 ? fmt::format("{} s", whole) : fmt::format("{} min {} s", whole / 60, whole % 60);
}

} // namespace crossview
