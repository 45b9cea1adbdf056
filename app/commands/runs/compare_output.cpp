#include "commands/runs/compare_output.h"

#include "commands/evaluation_output.h"
#include "common/visible_text.h"
#include "dataset/item_name.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace crossview {
namespace {

constexpr std::size_t kMovedInText = 5; // queries of each direction
constexpr std::size_t kMovedInJson = 50;

std::string headline(const ComparedRun& run, char letter) {
    const RunSummary& summary = run.summary;
    std::string line = fmt::format("Run {}: {}", letter, summary.record.id);
    if (summary.options)
        line += fmt::format(", preset {}, seed {}", summary.options->preset, summary.options->seed);
    if (summary.record.epochs > 0)
        line +=
            fmt::format(", {} {}", summary.isValidated() ? "best epoch" : "epoch", summary.record.bestEpoch);
    return line + ", " + statusText(summary.record) + (summary.note.empty() ? "" : " · " + summary.note);
}

void printSettings(Console& console, const RunComparison& comparison) {
    if (comparison.differing.empty()) {
        console.print("The runs differ in no setting.");
        return;
    }
    std::size_t key = 0;
    std::size_t first = 5;
    for (const OptionField* field : comparison.differing) {
        key = std::max(key, columns(field->key));
        first = std::max(first, columns(textOf(field->get(*comparison.runs[0].summary.options))));
    }
    console.print(
        fmt::format("Settings that differ\n  {} {} run B", padded("", key), padded("run A", first)));
    for (const OptionField* field : comparison.differing)
        console.print(fmt::format("  {} {} {}", padded(field->key, key),
                                  padded(textOf(field->get(*comparison.runs[0].summary.options)), first),
                                  textOf(field->get(*comparison.runs[1].summary.options))));
}

void printMoved(Console& console, const Dataset& dataset, const std::vector<RankChange>& moved,
                std::string_view asking) {
    console.print(fmt::format("{} whose match moved most, of {} that moved (rank in run A, in run B)", asking,
                              moved.size()));
    for (std::size_t i = 0; i < std::min(moved.size(), kMovedInText); ++i)
        console.print(fmt::format("  {:>7.6g} {:>7.6g}  {}", moved[i].ranks[0] + 1, moved[i].ranks[1] + 1,
                                  shortened(visibleLine(itemText(moved[i].query, dataset)), 70)));
}

nlohmann::ordered_json movedAsJson(const Dataset& dataset, const std::vector<RankChange>& moved) {
    nlohmann::ordered_json json = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < std::min(moved.size(), kMovedInJson); ++i)
        json.push_back({{"view", moved[i].query.view == View::image ? "image" : "sentence"},
                        {"item", moved[i].query.index},
                        {"text", itemText(moved[i].query, dataset)},
                        {"ranks", {moved[i].ranks[0] + 1, moved[i].ranks[1] + 1}}});
    return json;
}

nlohmann::ordered_json runAsJson(const RunComparison& comparison, const ComparedRun& run) {
    nlohmann::ordered_json json = {
        {"run", run.summary.record.id},           {"state", statusText(run.summary.record)},
        {"epochs", run.summary.record.epochs},    {"best_epoch", run.summary.record.bestEpoch},
        {"validated", run.summary.isValidated()}, {"note", run.summary.note}};
    if (comparison.more)
        json.update(toJson(run.evaluated->measured.plain, toString(*comparison.split)));
    return json;
}

} // namespace

void printRuns(Console& console, const RunComparison& comparison) {
    for (std::size_t i = 0; i < 2; ++i) {
        console.print(headline(comparison.runs.at(i), i == 0 ? 'A' : 'B'));
        if (comparison.more)
            printMeasurement(console, comparison.runs.at(i).evaluated->measured.plain);
    }
    if (comparison.more) {
        printComparison(console, *comparison.more, "run A", "Run B");
        console.print(
            measurementConditions(comparison.runs[0].evaluated->measured.plain, toString(*comparison.split)));
    } else {
        console.print("Not measured: " + comparison.whyNotMeasured);
    }
    console.print("");
    printSettings(console, comparison);
    if (!comparison.more)
        return;
    const Dataset& dataset = *comparison.runs[0].trained->session->input.dataset;
    console.print("");
    printMoved(console, dataset, comparison.fromImages, "Images");
    const bool documents = comparison.runs[0].evaluated->measured.plain.protocol == "documents";
    printMoved(console, dataset, comparison.fromSentences,
               documents ? "Texts of images (named by the image)" : "Sentences");
}

nlohmann::ordered_json toJson(const RunComparison& comparison) {
    nlohmann::ordered_json json = {{"runs", nlohmann::ordered_json::array()}};
    for (const ComparedRun& run : comparison.runs)
        json["runs"].push_back(runAsJson(comparison, run));
    if (comparison.more)
        json["more_by"] = toJson(*comparison.more);
    else
        json["why_not_measured"] = comparison.whyNotMeasured;
    json["differing"] = nlohmann::ordered_json::object();
    for (const OptionField* field : comparison.differing)
        json["differing"][field->key] = {textOf(field->get(*comparison.runs[0].summary.options)),
                                         textOf(field->get(*comparison.runs[1].summary.options))};
    if (comparison.more) {
        const Dataset& dataset = *comparison.runs[0].trained->session->input.dataset;
        json["moved"] = {{"images", movedAsJson(dataset, comparison.fromImages)},
                         {"sentences", movedAsJson(dataset, comparison.fromSentences)}};
    }
    return json;
}

} // namespace crossview
