#include "commands/evaluation_output.h"

#include "commands/report.h"
#include "common/visible_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace crossview {

namespace {

const BootstrapOptions kBootstrap;

/// A line of the table of places.
std::string regionLine(std::string_view name, const Localisation& located) {
    return fmt::format("  {} {:6.1f} {:6.1f} {:6.1f} {:>14} {:8.1f} {:11.1f} {:8}", padded(name, 24),
                       located.r1, located.r5, located.r10,
                       fmt::format("{:.1f} to {:.1f}", located.r1Low, located.r1High), located.upperBound,
                       located.candidates, located.queries);
}

nlohmann::ordered_json asJson(const Localisation& located) {
    return {{"accuracy", located.r1},
            {"r5", located.r5},
            {"r10", located.r10},
            {"accuracy_low", located.r1Low},
            {"accuracy_high", located.r1High},
            {"upper_bound", located.upperBound},
            {"candidates", located.candidates},
            {"chance_r1", located.chance.r1},
            {"chance_r5", located.chance.r5},
            {"chance_r10", located.chance.r10},
            {"n_queries", located.queries}};
}

bool isMeasured(const Measurement& measurement) {
    return recallOf(measurement).isMeasured();
}

/// The line of a direction, whose measures begin at `first`.
std::string tableLine(std::string_view direction, const Recall& recall, const Intervals& intervals,
                      std::size_t first) {
    std::string line =
        fmt::format("  {} {:6.1f} {:6.1f} {:6.1f} {:8.1f} {:8.1f} {:9}  ", padded(direction, 18), recall.r1,
                    recall.r5, recall.r10, recall.medianRank, recall.meanRank, recall.queries);
    for (std::size_t i = first; i < first + 3; ++i)
        line += fmt::format("  {:>12}", fmt::format("{:.1f} to {:.1f}", intervals.low[i], intervals.high[i]));
    return line;
}

void printChance(Console& console, const Measurement& measurement) {
    const auto line = [&](std::string_view name, const ChanceRecall& chance) {
        console.print(
            fmt::format("  {} {:6.2f} {:6.2f} {:6.2f}", padded(name, 18), chance.r1, chance.r5, chance.r10));
    };
    const ChanceRecall there = chanceOf(measurement, &PoolRanks::imageToSentence);
    const ChanceRecall back = chanceOf(measurement, &PoolRanks::sentenceToImage);
    if (there.r1 == back.r1 && there.r5 == back.r5 && there.r10 == back.r10) {
        line("chance", there);
        return;
    }
    line("chance, image →", there);
    line("chance, sentence →", back);
}

std::string signedInterval(const Comparison& comparison, std::size_t i) {
    return fmt::format("{:+.1f} ({:+.1f} to {:+.1f}){}", comparison.difference[i],
                       comparison.intervals.low[i], comparison.intervals.high[i],
                       comparison.isBeyondNoise(i) ? " *" : "  ");
}

nlohmann::ordered_json directionAsJson(const Measurement& measurement, const Intervals& intervals, bool there,
                                       std::string_view part) {
    const RecallBothWays recall = recallOf(measurement);
    const Recall& direction = there ? recall.imageToSentence : recall.sentenceToImage;
    nlohmann::ordered_json json = toJson(direction, recall, part);
    const ChanceRecall chance =
        chanceOf(measurement, there ? &PoolRanks::imageToSentence : &PoolRanks::sentenceToImage);
    json["pool"] = toString(measurement.pool);
    const std::size_t first = there ? 0 : 3;
    const char* names[] = {"r1_bootstrap", "r5_bootstrap", "r10_bootstrap"};
    for (std::size_t i = 0; i < 3; ++i)
        json[names[i]] = direction.queries > 0
                             ? nlohmann::ordered_json{intervals.low[first + i], intervals.high[first + i]}
                             : nlohmann::ordered_json();
    json["chance_r1"] = chance.r1;
    json["chance_r5"] = chance.r5;
    json["chance_r10"] = chance.r10;
    return json;
}

nlohmann::ordered_json hubsAsJson(const HubReport& report) {
    nlohmann::ordered_json json = {{"k", report.hubness.k},
                                   {"queries", report.hubness.queries},
                                   {"items", report.hubness.occurrences.size()},
                                   {"expected", report.hubness.expected()},
                                   {"skewness", report.hubness.skewness},
                                   {"never_found", report.hubness.antiHubs},
                                   {"never_found_first", nlohmann::ordered_json::array()},
                                   {"hubs", nlohmann::ordered_json::array()}};
    for (const Hub& hub : report.neverFound)
        json["never_found_first"].push_back(hub.title);
    for (const Hub& hub : report.hubs)
        json["hubs"].push_back({{"title", hub.title}, {"occurrences", hub.occurrences}});
    return json;
}

void printHubs(Console& console, const HubReport& report, std::string_view answers,
               std::string_view queries) {
    const Hubness& hubness = report.hubness;
    const std::size_t items = hubness.occurrences.size();
    console.print(fmt::format("  {} among the first {} answers to {} {}: skewness {:.2f}, expected {:.1f} "
                              "times each; {} of {} never ({:.0f} %)",
                              answers, hubness.k, hubness.queries, queries, hubness.skewness,
                              hubness.expected(), hubness.antiHubs, items,
                              items > 0 ? 100.0 * double(hubness.antiHubs) / double(items) : 0.0));
    for (const Hub& hub : report.hubs)
        console.print(fmt::format("    {:>6}  {}", hub.occurrences, shortened(visibleLine(hub.title), 70)));
    if (report.neverFound.empty())
        return;
    std::string never;
    for (const Hub& hub : report.neverFound)
        never += (never.empty() ? "" : ", ") + shortened(visibleLine(hub.title), 24);
    console.print("     never  " + shortened(never, 90));
}

} // namespace

void printMeasurement(Console& console, const Measurement& measurement) {
    if (!isMeasured(measurement))
        return;
    const RecallBothWays recall = recallOf(measurement);
    const Intervals intervals = bootstrapIntervals(measurement, kBootstrap);
    console.print(fmt::format("  {} {:>6} {:>6} {:>6} {:>8} {:>8} {:>9}    {:>12}  {:>12}  {:>12}",
                              padded("", 18), "R@1", "R@5", "R@10", "median", "mean", "queries",
                              "95 % of R@1", "of R@5", "of R@10"));
    console.print(tableLine("image → sentence", recall.imageToSentence, intervals, 0));
    console.print(tableLine("sentence → image", recall.sentenceToImage, intervals, 3));
    printChance(console, measurement);
    console.print(fmt::format("  rsum {:.1f}, 95 %: {:.1f} to {:.1f}", recall.sum(), intervals.low[6],
                              intervals.high[6]));
}

std::string measurementConditions(const Measurement& measurement, std::string_view part) {
    if (!isMeasured(measurement))
        return fmt::format("Nothing was measured: {} with a pair to ask.",
                           part == kWholeData ? std::string("there is no image")
                                              : fmt::format("the {} split holds no image", part));
    return fmt::format(
        "R@K in percent of queries on {}, pool: {}; {}; ties: {}; 95 % by bootstrap over images "
        "({} draws).",
        part == kWholeData ? std::string("all pictures") : fmt::format("the {} split", part),
        describe(measurement.pool, measurement.images),
        measurement.protocol == "documents" ? "protocol documents: all texts of a picture as one"
                                            : "protocol sentences: every sentence by itself",
        toString(measurement.tieRule), kBootstrap.draws);
}

nlohmann::ordered_json toJson(const Measurement& measurement, std::string_view part) {
    const bool measured = isMeasured(measurement);
    const Intervals intervals = measured ? bootstrapIntervals(measurement, kBootstrap) : Intervals();
    return {
        {"image_to_sentence", directionAsJson(measurement, intervals, true, part)},
        {"sentence_to_image", directionAsJson(measurement, intervals, false, part)},
        {"rsum", measured ? nlohmann::ordered_json(recallOf(measurement).sum()) : nullptr},
        {"rsum_bootstrap", measured ? nlohmann::ordered_json{intervals.low[6], intervals.high[6]} : nullptr}};
}

void printComparison(Console& console, const Comparison& comparison, std::string_view first,
                     std::string_view second) {
    const auto line = [&](std::string_view direction, std::size_t from) {
        console.print(fmt::format("  {} {:>24} {:>24} {:>24}", padded(direction, 18),
                                  signedInterval(comparison, from), signedInterval(comparison, from + 1),
                                  signedInterval(comparison, from + 2)));
    };
    console.print(
        fmt::format("{} against {}: more by (95 % by paired bootstrap; * leaves out 0)", second, first));
    console.print(fmt::format("  {} {:>24} {:>24} {:>24}", padded("", 18), "R@1  ", "R@5  ", "R@10  "));
    line("image → sentence", 0);
    line("sentence → image", 3);
    console.print(fmt::format("  rsum {}, p {:.3f}", signedInterval(comparison, 6), comparison.p[6]));
}

nlohmann::ordered_json toJson(const Comparison& comparison) {
    const auto measure = [&](std::size_t i) {
        return nlohmann::ordered_json{{"difference", comparison.difference[i]},
                                      {"low", comparison.intervals.low[i]},
                                      {"high", comparison.intervals.high[i]},
                                      {"p", comparison.p[i]}};
    };
    return {{"image_to_sentence", {{"r1", measure(0)}, {"r5", measure(1)}, {"r10", measure(2)}}},
            {"sentence_to_image", {{"r1", measure(3)}, {"r5", measure(4)}, {"r10", measure(5)}}},
            {"rsum", measure(6)}};
}

std::string correctionName(const CorrectionRequest& correction, const MeasuredRun& measured) {
    const CorrectionOptions& options = correction.options;
    const std::string parameter = options.kind == Correction::csls
                                      ? fmt::format("{} neighbours", options.neighbours)
                                      : fmt::format("beta {:g}", options.beta);
    const std::string bank = correction.bank == CorrectionBank::asked
                                 ? std::string("all asked queries, which no single query would know")
                                 : fmt::format("{} pictures and {} texts of the training split",
                                               measured.bankImages, measured.bankTexts);
    return fmt::format("{}, {}; bank: {}", toString(options.kind), parameter, bank);
}

void printHubs(Console& console, const HubReports& hubs) {
    printHubs(console, hubs.images, "Pictures", "texts");
    printHubs(console, hubs.texts, "Texts", "pictures");
}

nlohmann::ordered_json toJson(const HubReports& hubs) {
    return {{"images", hubsAsJson(hubs.images)}, {"sentences", hubsAsJson(hubs.texts)}};
}

void printLists(Console& console, const ListReport& lists) {
    const auto line = [&](std::string_view direction, std::string_view right, const ListQuality& quality) {
        console.print(fmt::format("  {} {} {:6.1f} {:12.1f} {:6.1f} {:9} {:11.1f}", padded(direction, 18),
                                  padded(right, 24), quality.mapAtR, quality.rPrecision, quality.ndcg,
                                  quality.queries, quality.meanRight));
    };
    console.print(fmt::format("  {} {} {:>6} {:>12} {:>6} {:>9} {:>11}", padded("", 18),
                              padded("right answers", 24), "mAP@R", "R-precision", "nDCG", "queries",
                              "right each"));
    for (const auto& [direction, both] : {std::pair("image → sentence", &lists.imageToSentence),
                                          std::pair("sentence → image", &lists.sentenceToImage)}) {
        line(direction, "pairs", both->pairs);
        if (both->concepts)
            line(direction, "pairs and same concept", *both->concepts);
    }
}

nlohmann::ordered_json toJson(const ListReport& lists) {
    const auto one = [](const ListQuality& quality) {
        return nlohmann::ordered_json{{"map_at_r", quality.mapAtR},
                                      {"r_precision", quality.rPrecision},
                                      {"ndcg", quality.ndcg},
                                      {"n_queries", quality.queries},
                                      {"mean_right", quality.meanRight}};
    };
    const auto direction = [&](const DirectionLists& both) {
        nlohmann::ordered_json json = {{"pairs", one(both.pairs)}};
        if (both.concepts)
            json["concepts"] = one(*both.concepts);
        return json;
    };
    return {{"image_to_sentence", direction(lists.imageToSentence)},
            {"sentence_to_image", direction(lists.sentenceToImage)}};
}

void printRegions(Console& console, const RegionReport& regions) {
    if (regions.amongRegions.queries == 0) {
        console.print("  No phrase of this part of the data has a region.");
        return;
    }
    console.print(fmt::format("  {} {:>6} {:>6} {:>6} {:>14} {:>8} {:>11} {:>8}", padded("", 24), "R@1",
                              "R@5", "R@10", "95 % of R@1", "at most", "candidates", "phrases"));
    const auto chance = [&](const Localisation& located) {
        console.print(fmt::format("  {} {:6.1f} {:6.1f} {:6.1f}", padded("  chance", 24), located.chance.r1,
                                  located.chance.r5, located.chance.r10));
    };
    console.print(regionLine("among regions", regions.amongRegions));
    chance(regions.amongRegions);
    if (regions.amongProposals) {
        console.print(regionLine("among proposals", *regions.amongProposals));
        chance(*regions.amongProposals);
    }
    for (const RegionReport::OfType& type : regions.types)
        console.print(regionLine("  " + shortened(visibleLine(type.type), 20), type.located));
    console.print(
        fmt::format("  Phrases in their {} pictures; a box counts from an overlap of {} with the true one "
                    "on; R@1 is the accuracy{}.",
                    regions.pictures, kLocatedOverlap,
                    regions.types.empty()    ? ""
                    : regions.amongProposals ? "; types among proposals"
                                             : "; types among regions"));
}

nlohmann::ordered_json toJson(const RegionReport& regions) {
    nlohmann::ordered_json json = {{"pictures", regions.pictures},
                                   {"overlap", kLocatedOverlap},
                                   {"among_regions", asJson(regions.amongRegions)}};
    json["among_proposals"] =
        regions.amongProposals ? asJson(*regions.amongProposals) : nlohmann::ordered_json();
    json["types"] = nlohmann::ordered_json::object();
    for (const RegionReport::OfType& type : regions.types)
        json["types"][type.type] = asJson(type.located);
    return json;
}

} // namespace crossview
