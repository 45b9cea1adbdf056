#include "commands/commands.h"
#include "commands/run_options.h"
#include "commands/training_output.h"
#include "features/available_encoders.h"
#include "picturebook/picture_book.h"
#include "project/opened_project.h"
#include "project/query.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <array>
#include <memory>

namespace crossview {

namespace {

struct DemoArguments {
    bool starter = false;
    std::filesystem::path project;
    std::optional<std::uint64_t> seed;
    std::vector<std::string> settings;
    OptionChanges changes;
};

constexpr std::array kSampleQueries = {"a red flower", "dog", "christmas tree", "musical instrument",
                                       "furniture to sleep on"};

void answerSamples(const std::filesystem::path& folder, const std::string& run,
                   const Environment& environment) {
    constexpr std::size_t kAnswers = 10;
    const TrainedRun trained = openTrainedRun(folder, run, environment.stop, environment.console.sink());
    environment.console.clear();
    const Dataset& dataset = *trained.session->input.dataset;
    QueryEngine engine;
    environment.console.print("");
    environment.console.print(
        "A few questions, with the ten pictures nearest to each (✓: the data say so too):");
    for (const char* query : kSampleQueries) {
        const QueryAnswer answer =
            engine.answer(Query::ofText(query), kAnswers, *trained.session, *trained.snapshot);
        if (answer.nothingKnown)
            continue; // a project of other words
        std::vector<std::string> titles;
        for (std::size_t i = 0; i < answer.hits.size(); ++i)
            titles.push_back(
                shortened(dataset.imageTitle(static_cast<std::size_t>(answer.hits[i].item)), 32) +
                (answer.truePairs[i] ? " ✓" : ""));
        environment.console.print(fmt::format("  {:<22} {}", query, fmt::join(titles, " · ")));
    }
}

void runDemo(const DemoArguments& arguments, const Environment& environment) {
    const std::filesystem::path folder =
        arguments.project.empty()
            ? pictureBookFolder(arguments.starter, "say where the picture book goes with --project")
            : arguments.project;
    OptionChanges changes = arguments.changes;
    for (const std::string& setting : arguments.settings)
        changes.values.push_back(keyAndValue(setting));
    if (ensurePictureBook(folder, arguments.starter, environment.stop, environment.console.sink())) {
        environment.console.clear();
        environment.console.print(fmt::format("The picture book is in {}", folder.string()));
    }

    const std::shared_ptr<const Dataset> dataset = Project::open(folder).loadDataset();
    RunOptions options = resolvedOptions(changes, folder, *dataset, environment.console);
    if (arguments.seed)
        options.seed = *arguments.seed;
    allowNamedNetwork(changes, options, environment);
    if (const std::string trouble =
            fetchMissingEncoders(options.features, environment.stop, environment.console.sink());
        !trouble.empty())
        environment.console.note(trouble);
    const auto session = openSession(folder, options, environment.stop, environment.console.sink());
    options = session->options; // splits as the data allowed them
    describeSession(environment, *session);
    environment.console.print(fmt::format("\nTraining with preset {}, seed {}, on {}.", options.preset,
                                          options.seed, options.device));
    const std::string run = trainWithOutput(environment, *session, options);
    printTestRecall(environment, session, run);
    answerSamples(folder, run, environment);
    const std::string project = quoted(folder);
    environment.console.print("");
    environment.console.print("What to do next:");
    environment.console.print(fmt::format("  crossview-cli query {} \"an angry face\"", project));
    environment.console.print(fmt::format("  crossview-cli train {} --loss.margin 0.2 --seeds 3", project));
    environment.console.print(fmt::format("  crossview-cli evaluate {}", project));
    environment.console.print(fmt::format("  crossview {}                  (the window)", project));
}

} // namespace

void addDemoCommand(CLI::App& program, Action& chosen) {
    auto arguments = std::make_shared<DemoArguments>();
    CLI::App* command = program.add_subcommand(
        "demo", "Build the picture book, train on it, show its recall and answer a few questions");
    command->add_flag("--starter", arguments->starter,
                      "Emoji only: about 1,850 pictures, built within seconds");
    command
        ->add_option(
            "--project", arguments->project,
            "Project folder; default: crossview/picture-book.crossview in $XDG_DATA_HOME or ~/.local/share")
        ->type_name("DIR");
    command->add_option("--seed", arguments->seed, "Seed of the training; default: the preset's")
        ->type_name("N");
    command->add_option("--preset", arguments->changes.preset, "Settings to start from")->type_name("NAME");
    command
        ->add_option("--set", arguments->settings,
                     "Settings as in 'train': --set loss.margin=0.2 batch.images=250")
        ->type_name("KEY=VALUE...");
    command->footer(
        "A picture book that is there already is not built again; a project of your own is taken as it is."
        "\n\nExamples:\n"
        "  crossview-cli demo --starter\n"
        "  crossview-cli demo --project /tmp/book.crossview --seed 3 --set optimiser.epochs=10");
    command->callback([arguments, &chosen] {
        chosen = [arguments](const Environment& environment) { runDemo(*arguments, environment); };
    });
}

} // namespace crossview
