#include "commands/commands.h"
#include "commands/training_output.h"
#include "options/run_options.h"
#include "project/project.h"
#include "project/run_history.h"
#include "project/run_lock.h"
#include "project/shuffled_pairs.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace crossview {

namespace {

void listRuns(const std::filesystem::path& folder, const Environment& environment) {
    const Project project = Project::open(folder);
    const std::vector<RunRecord> runs = project.runs();
    if (runs.empty()) {
        environment.console.note(
            fmt::format("No runs yet. To make one: crossview-cli train {}", quoted(folder)));
        return;
    }
    environment.console.print(fmt::format("{} {} {:>5} {:>11} {:>11} {:>7}  {}", padded("run", 24),
                                          padded("preset", 14), "seed", "epochs", "best epoch", "rsum",
                                          "state"));
    for (const RunRecord& stored : runs) {
        const RunRecord run = asItStands(project.folder(), stored);
        const RunOptions options = runOptionsFromJson(run.optionsJson);
        const bool validated = wasValidated(project, run);
        environment.console.print(
            fmt::format("{} {} {:>5} {:>11} {}  {}{}", padded(run.id, 24), padded(options.preset, 14),
                        options.seed, fmt::format("{} of {}", run.epochs, options.optimiser.epochs),
                        validated ? fmt::format("{:>11} {:>7.1f}", run.bestEpoch, run.bestScore)
                                  : fmt::format("{} {}", padded("", 10) + "–", padded("", 6) + "–"),
                        statusText(run), shuffleSeed(project, run.id) ? " (pairs shuffled)" : ""));
    }
    environment.console.print("rsum: the six validation recalls of the best epoch added, 600 at most; –: no "
                              "validation split, so that the newest epoch answers.");
}

} // namespace

void addRunsCommand(CLI::App& program, Action& chosen) {
    auto folder = std::make_shared<std::filesystem::path>();
    CLI::App* command = program.add_subcommand("runs", "List the trainings of a project");
    command->add_option("PROJECT", *folder, "Project folder")->required()->type_name("DIR");
    command->callback([folder, &chosen] {
        chosen = [folder](const Environment& environment) { listRuns(*folder, environment); };
    });
}

} // namespace crossview
