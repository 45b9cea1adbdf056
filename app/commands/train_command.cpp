#include "commands/commands.h"
#include "commands/run_options.h"
#include "commands/training_output.h"
#include "common/error.h"
#include "project/opened_project.h"
#include "project/project.h"
#include "training/devices.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace crossview {

namespace {

struct TrainArguments {
    std::filesystem::path project;
    OptionChanges changes;
    bool resume = false;
    std::string resumeRun;
    bool shufflePairs = false;
    std::string maps = "beside";
    int seeds = 1;
};

void resumeTraining(const TrainArguments& arguments, const Environment& environment) {
    const Project project = Project::open(arguments.project);
    if (arguments.resumeRun.empty() && !project.latestRun())
        throw Error(
            fmt::format("{} has no run to resume: train without --resume first.", project.folder().string()));
    const RunRecord run = requireRun(project, arguments.resumeRun.empty() ? "latest" : arguments.resumeRun);
    RunOptions options = runOptionsFromJson(run.optionsJson);
    applyChanges(arguments.changes, options);
    checkDevice(options.device);
    allowNamedNetwork(arguments.changes, options, environment);
    const auto session =
        openSession(arguments.project, options, environment.stop, environment.console.sink());
    describeSession(environment, *session);
    environment.console.print(fmt::format("Resuming run {} after epoch {}.", run.id, run.epochs));
    printTestRecall(
        environment, session,
        trainWithOutput(environment, *session, options, {run.id, {}}, keptEpochsOf(arguments.maps)));
}

void trainAnew(const TrainArguments& arguments, const Environment& environment) {
    const std::shared_ptr<const Dataset> dataset = Project::open(arguments.project).loadDataset();
    RunOptions options = resolvedOptions(arguments.changes, arguments.project, *dataset, environment.console);
    checkDevice(options.device);
    allowNamedNetwork(arguments.changes, options, environment);
    const auto session =
        openSession(arguments.project, options, environment.stop, environment.console.sink());
    options = session->options; // splits as the data allowed them
    describeSession(environment, *session);
    for (int i = 0; i < arguments.seeds; ++i, ++options.seed) {
        environment.console.print(fmt::format("\nTraining with preset {}, seed {}, on {}{}.", options.preset,
                                              options.seed, options.device,
                                              arguments.shufflePairs ? ", pairs shuffled" : ""));
        RunStart start;
        if (arguments.shufflePairs)
            start.shufflePairs = options.seed;
        printTestRecall(environment, session,
                        trainWithOutput(environment, *session, options, start, keptEpochsOf(arguments.maps)));
    }
    // A text cannot be asked with where the sentences' features were given.
    const char* query = dataset->given().sentences.areGiven() ? " --item image:0" : " \"a red flower\"";
    environment.console.print(fmt::format("\nNext: crossview-cli {} {}{}",
                                          arguments.seeds > 1 ? "evaluate" : "query",
                                          quoted(arguments.project), arguments.seeds > 1 ? "" : query));
}

void trainProject(const TrainArguments& arguments, const Environment& environment) {
    keptEpochsOf(arguments.maps); // refuses a bad name before anything is opened
    if (!arguments.resume)
        return trainAnew(arguments, environment);
    if (!arguments.changes.preset.empty() || arguments.shufflePairs || arguments.seeds > 1)
        throw Error("A resumed run keeps its preset, pairs and seed: leave out --preset, --shuffle-pairs and "
                    "--seeds, or train without --resume.");
    resumeTraining(arguments, environment);
}

} // namespace

void addTrainCommand(CLI::App& program, Action& chosen) {
    auto arguments = std::make_shared<TrainArguments>();
    CLI::App* command = program.add_subcommand("train", "Train the two-branch network on a project");
    command->add_option("PROJECT", arguments->project, "Project folder")->required()->type_name("DIR");
    CLI::Option* resume = command
                              ->add_option("--resume", arguments->resumeRun,
                                           "Go on with a run that was stopped; default: the newest")
                              ->type_name("[RUN]")
                              ->expected(0, 1);
    command
        ->add_option("--seeds", arguments->seeds,
                     "Train this many runs with seeds that follow --seed; evaluate prints their mean")
        ->check(CLI::Range(1, 1000).description(""))
        ->type_name("N");
    command->add_flag(
        "--shuffle-pairs", arguments->shufflePairs,
        "Chance check: permute which sentences belong to which picture, in training and evaluation "
        "alike; recall must fall to chance");
    command
        ->add_option("--maps", arguments->maps,
                     "Epochs that get a map, for the window's timeline: as many as can be made beside the "
                     "training (default, up to 50,000 items), all of them, which takes longer, or none")
        ->type_name("beside|all|none");
    addOptionFlags(*command, arguments->changes);
    command->footer(
        "A line per epoch shows the loss and the recalls on the validation split. Ctrl+C stops within a "
        "batch; --resume goes on from the last finished epoch.\n\n"
        "Examples:\n"
        "  crossview-cli train mine.crossview\n"
        "  crossview-cli train mine.crossview --preset tpami --optimiser.epochs 50 --seed 7\n"
        "  crossview-cli train mine.crossview --loss.margin 0.2 --seeds 3\n"
        "  crossview-cli train mine.crossview --resume");
    command->callback([arguments, resume, &chosen] {
        arguments->resume = resume->count() > 0;
        chosen = [arguments](const Environment& environment) { trainProject(*arguments, environment); };
    });
}

} // namespace crossview
