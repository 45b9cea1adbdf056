#include "project/measuring/compare_runs.h"

#include "common/error.h"
#include "training/split_recall.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace crossview {
namespace {

using Runs = std::array<ComparedRun, 2>;

/// The settings and curves of a run.
ComparedRun readRun(const Project& project, const std::string& name) {
    ComparedRun run;
    run.summary = runSummary(project, requireTrainedRun(project, name));
    try {
        run.history = readHistory(project, run.summary.record.id);
    } catch (const Error& error) { // damaged metrics: the rest can be compared
        run.summary.problem = error.what();
    }
    return run;
}

/// Why the two cannot be measured together, as far as their records tell.
std::string whyNotTogether(const Runs& runs) {
    for (const ComparedRun& run : runs) {
        if (run.summary.record.epochs == 0)
            return fmt::format("Run {} has no finished epoch yet.", run.summary.record.id);
        if (!run.summary.problem.empty())
            return run.summary.problem;
    }
    if (runs[0].summary.shuffle != runs[1].summary.shuffle)
        return fmt::format(
            "Run {} and run {} were trained on other pairs, because the pairs of one are shuffled "
            "(the chance control): their ranks say nothing about each other.",
            runs[0].summary.record.id, runs[1].summary.record.id);
    return {};
}

/// Both, in one session where splits and features are the same.
void openRuns(const CompareRequest& request, Runs& runs, const std::stop_token& stop,
              const ProgressSink& progress) {
    const auto open = [&](const RunSummary& run) {
        return openTrainedRun(request.project, run.record.id, stop, progress, ReadValues::whenAsked);
    };
    runs[0].trained = open(runs[0].summary);
    throwIfStopped(stop);
    runs[1].trained =
        needOtherData(*runs[1].summary.options, *runs[0].summary.options)
            ? open(runs[1].summary)
            : trainedRunIn(runs[0].trained->session, runs[1].summary.record.id, ReadValues::whenAsked);
}

/// The split that is asked; nothing where the data have none.
std::optional<Split> splitToAsk(const CompareRequest& request, const SplitAssignment& splits) {
    if (request.split)
        return splits.imagesIn(*request.split).empty() ? std::nullopt : request.split;
    for (const Split split : {Split::test, Split::validation})
        if (!splits.imagesIn(split).empty())
            return split;
    return std::nullopt;
}

TextUnit unitToAsk(const Runs& runs) {
    const auto isOfDocuments = [](const ComparedRun& run) {
        return validationProtocol(run.summary.options->batch.textUnit) == TextUnit::documents;
    };
    return std::ranges::all_of(runs, isOfDocuments) ? TextUnit::documents : TextUnit::sentences;
}

AskedItems itemsAsked(const MeasureRequest& request, const ComparedRun& run) {
    const TrainingInput& input = run.trained->session->input;
    return askedItems(*input.splits, input.dataset->relation(), request.split,
                      request.protocol == TextUnit::documents);
}

/// Of the same images edits of the data may ask other sentences; those of the training data do not.
void requireSameQueries(const MeasureRequest& request, const Runs& runs) {
    const AskedItems first = itemsAsked(request, runs[0]), second = itemsAsked(request, runs[1]);
    if (first.images == second.images && first.sentences != second.sentences)
        throw Error(fmt::format("The runs are asked different sentences, because edits of the data in the {} "
                                "split differ: evaluate them one by one.",
                                toString(request.split)));
}

void measureChanges(const MeasureRequest& request, RunComparison& comparison) {
    const AskedItems items = itemsAsked(request, comparison.runs[0]);
    std::vector<ItemRef> images;
    std::vector<ItemRef> texts;
    for (const std::int32_t image : items.images)
        images.push_back({View::image, image});
    for (const std::int32_t sentence : items.sentences)
        texts.push_back({View::sentence, sentence});
    if (items.documents)
        texts = images;
    const auto ranks = [&comparison](std::size_t run, DirectionRanks PoolRanks::*direction) {
        return (comparison.runs.at(run).evaluated->measured.plain.pools.at(0).*direction).ranks;
    };
    comparison.fromImages =
        rankChanges(images, ranks(0, &PoolRanks::imageToSentence), ranks(1, &PoolRanks::imageToSentence));
    comparison.fromSentences =
        rankChanges(texts, ranks(0, &PoolRanks::sentenceToImage), ranks(1, &PoolRanks::sentenceToImage));
}

void measureRuns(const CompareRequest& request, RunComparison& comparison, const std::stop_token& stop,
                 const ProgressSink& progress) {
    openRuns(request, comparison.runs, stop, progress);
    MeasureRequest asked;
    const std::optional<Split> split =
        splitToAsk(request, *comparison.runs[0].trained->session->input.splits);
    if (!split)
        throw Error(request.split
                        ? fmt::format("The data have no {} split to ask.", toString(*request.split))
                        : "The data have no test and no validation split: nothing can be asked that "
                          "was not learned.");
    asked.split = *split;
    asked.protocol = unitToAsk(comparison.runs);
    requireSameQueries(asked, comparison.runs);
    for (ComparedRun& run : comparison.runs) {
        throwIfStopped(stop);
        run.evaluated = evaluateRun(*run.trained, asked, stop, progress);
    }
    comparison.more = compareAnswers(*comparison.runs[0].evaluated, *comparison.runs[1].evaluated, stop);
    comparison.split = split;
    measureChanges(asked, comparison);
}

} // namespace

std::vector<RankChange> rankChanges(const std::vector<ItemRef>& queries, const std::vector<double>& first,
                                    const std::vector<double>& second) {
    if (first.size() != queries.size() || second.size() != queries.size())
        throw Error("Ranks of other queries cannot be compared: compare runs of one split.");
    std::vector<RankChange> changes;
    for (std::size_t i = 0; i < queries.size(); ++i)
        if (first[i] >= 0 && second[i] >= 0 && first[i] != second[i])
            changes.push_back({queries[i], {first[i], second[i]}});
    std::ranges::stable_sort(changes, std::ranges::greater{},
                             [](const RankChange& change) { return std::abs(change.gain()); });
    return changes;
}

RunComparison compareRuns(const CompareRequest& request, const std::stop_token& stop,
                          const ProgressSink& progress,
                          const std::function<void(const RunComparison&)>& known) {
    const Project project = Project::open(request.project);
    RunComparison comparison;
    for (std::size_t i = 0; i < 2; ++i)
        comparison.runs.at(i) = readRun(project, request.runs.at(i));
    const Runs& runs = comparison.runs;
    if (runs[0].summary.record.id == runs[1].summary.record.id)
        throw Error(fmt::format("Run {} cannot be compared with itself: name another one.",
                                runs[0].summary.record.id));
    if (runs[0].summary.options && runs[1].summary.options)
        comparison.differing =
            differingFields(std::array{*runs[0].summary.options, *runs[1].summary.options});
    comparison.whyNotMeasured = whyNotTogether(runs);
    if (known)
        known(comparison);
    if (!comparison.whyNotMeasured.empty())
        return comparison;
    try {
        measureRuns(request, comparison, stop, progress);
    } catch (const Error& error) {
        comparison.whyNotMeasured = error.what();
        comparison.more.reset();
    }
    return comparison;
}

} // namespace crossview
