#include "commands/training_output.h"

#include "commands/evaluation_output.h"
#include "commands/report.h"
#include "common/error.h"
#include "common/text.h"
#include "evaluation/chance.h"
#include "project/measuring/evaluate_runs.h"
#include "projection/neighbour_graph.h"

#include <fmt/format.h>

namespace crossview {

namespace {

/// The first of some sentences, and how many more there are.
void noteSome(const std::vector<std::string>& sentences, Console& console) {
    constexpr std::size_t kShown = 20;
    for (std::size_t i = 0; i < std::min(kShown, sentences.size()); ++i)
        console.note("  " + sentences[i]);
    if (sentences.size() > kShown)
        console.note(fmt::format("  … and {} more", sentences.size() - kShown));
}

void printEpochHeading(Console& console, bool validated) {
    if (!validated) {
        console.print("There is no validation split: no recall is measured, and the last epoch counts.");
        console.print("  epoch         loss         time");
        return;
    }
    console.print("                             image → sentence     sentence → image");
    console.print(
        "  epoch         loss         R@1   R@5  R@10      R@1   R@5  R@10     time   (validation)");
}

std::string epochLine(const EpochMetrics& metrics, int epochs) {
    if (!metrics.validation.isMeasured())
        return fmt::format("  {:>9}  {:>11.5g} {:>12}", fmt::format("{} of {}", metrics.epoch, epochs),
                           metrics.meanTotal, duration(metrics.seconds));
    const Recall& forward = metrics.validation.imageToSentence;
    const Recall& backward = metrics.validation.sentenceToImage;
    return fmt::format("  {:>9}  {:>11.5g}  {:>8.1f} {:>5.1f} {:>5.1f}    {:>5.1f} {:>5.1f} {:>5.1f} {:>8}{}",
                       fmt::format("{} of {}", metrics.epoch, epochs), metrics.meanTotal, forward.r1,
                       forward.r5, forward.r10, backward.r1, backward.r5, backward.r10,
                       duration(metrics.seconds), metrics.best ? "   best so far" : "");
}

std::string stepLine(const StepMetrics& metrics) {
    return fmt::format(
        "epoch {}, step {}: loss {:.5g} (T1 {:.4g}, T2 {:.4g}, T3 {:.4g}, T4 {:.4g}){}", metrics.epoch,
        metrics.step, metrics.total, metrics.terms[0], metrics.terms[1], metrics.terms[2], metrics.terms[3],
        metrics.temperature > 0 ? fmt::format(", temperature {:.4g}", metrics.temperature) : std::string());
}

/// As the window makes them where nothing else was chosen there.
ProjectionOptions windowsMaps() {
    ProjectionOptions options;
    options.method = "tsne";
    return options;
}

/// Ctrl+C ends the waiting, not the run, which is finished.
void keepEpochs(const Environment& environment, EpochKeeper& keeper) {
    Console& console = environment.console;
    keeper.finish(environment.stop, [&console](std::size_t left) {
        console.status(
            fmt::format("Laying out the map{}", left > 1 ? fmt::format("s of {} epochs", left) : ""));
    });
    if (const std::string problem = keeper.problem(); !problem.empty())
        console.note("Not every epoch's map could be kept: " + problem);
}

} // namespace

KeptEpochs keptEpochsOf(const std::string& name) {
    for (const auto& [known, kept] :
         {std::pair("none", KeptEpochs::none), std::pair("beside", KeptEpochs::beside),
          std::pair("all", KeptEpochs::all)})
        if (name == known)
            return kept;
    throw Error(fmt::format("--maps is none, beside or all, not '{}'.", name));
}

std::string trainWithOutput(const Environment& environment, const Session& session, const RunOptions& options,
                            const RunStart& start, KeptEpochs kept) {
    Console& console = environment.console;
    const Dataset& dataset = *session.input.dataset;
    if (kept == KeptEpochs::beside &&
        dataset.images().size() + dataset.sentences().size() > kExactNeighbourRows)
        kept = KeptEpochs::none;
    EpochKeeper keeper({session.folder, session.input.dataset, session.input.features}, kept, windowsMaps());
    TrainingListener listener;
    listener.onSnapshot = [&](std::shared_ptr<const Snapshot> snapshot) { keeper.take(std::move(snapshot)); };
    listener.onStep = [&](const StepMetrics& metrics) { console.status(stepLine(metrics)); };
    listener.onEpoch = [&](const EpochMetrics& metrics) {
        console.print(epochLine(metrics, options.optimiser.epochs));
    };

    printEpochHeading(console, !session.input.splits->imagesIn(Split::validation).empty());
    TrainingCommands commands;
    const TrainingOutcome outcome =
        trainInProject(session, options, start, commands, listener, environment.stop);
    // Beside the training means beside it: the window lays out what is missing of the last epoch.
    if (outcome.end == TrainingOutcome::End::finished && kept == KeptEpochs::all)
        keepEpochs(environment, keeper);
    console.clear();
    switch (outcome.end) {
    case TrainingOutcome::End::failed:
        throw Error(outcome.message);
    case TrainingOutcome::End::stopped:
        console.note(
            fmt::format("Stopped after {} of {} epochs. To go on: crossview-cli train {} --resume {}",
                        outcome.epochs, options.optimiser.epochs, quoted(session.folder), outcome.run));
        throw Cancelled();
    case TrainingOutcome::End::finished:
        break;
    }
    console.print(outcome.validated
                      ? fmt::format("Run {} finished: {} epochs, best on validation at epoch {}.",
                                    outcome.run, outcome.epochs, outcome.bestEpoch)
                      : fmt::format("Run {} finished: {} epochs, the last of which answers.", outcome.run,
                                    outcome.epochs));
    return outcome.run;
}

void printTestRecall(const Environment& environment, const std::shared_ptr<const Session>& session,
                     const std::string& run) {
    const EvaluatedRun evaluated = evaluateRun(session, run);
    environment.console.print("");
    printMeasurement(environment.console, evaluated.measured.plain);
    environment.console.print(measurementConditions(evaluated.measured.plain, toString(Split::test)));
    if (!evaluated.shuffledPairs || !evaluated.recall.isMeasured())
        return;
    environment.console.print("Pairs were shuffled: what exceeds chance is a leak.");
}

void describeSession(const Environment& environment, const Session& session) {
    const Dataset& dataset = *session.input.dataset;
    const SplitAssignment& splits = *session.input.splits;
    const FeatureSet& features = *session.input.features;
    Console& console = environment.console;
    console.clear();
    console.print(
        fmt::format("{}: {} images, {} sentences, {} pairs{}", dataset.name(), dataset.images().size(),
                    dataset.sentences().size(), dataset.relation().pairCount(),
                    dataset.hasConcepts() ? fmt::format(", {} concepts", dataset.concepts().size()) : ""));
    if (const std::size_t edits = session.options.edits.size(); edits > 0)
        console.print(fmt::format("{} edit{} of the data ('crossview-cli edit' lists them)", edits,
                                  edits == 1 ? "" : "s"));
    console.print(fmt::format("Split ({}): {} train, {} validation, {} test, {} unused",
                              toString(splits.options.method), splits.imagesIn(Split::train).size(),
                              splits.imagesIn(Split::validation).size(), splits.imagesIn(Split::test).size(),
                              splits.imagesIn(Split::unused).size()));
    console.print("Image features: " + features.chain->imageDescription());
    console.print("Text features: " + features.chain->sentenceDescription());
    if (!session.remark.empty())
        console.note(session.remark);
    if (const std::string remark = fewQueriesRemark(splits); !remark.empty())
        console.note(remark);
    if (!features.unreadable.empty())
        console.note(
            fmt::format("{} pictures could not be read and take no part:", features.unreadable.size()));
    noteSome(features.unreadable, console);
    noteSome(features.remarks, console);
}

std::string quoted(const std::filesystem::path& path) {
    return shellQuoted(path.string());
}

} // namespace crossview
