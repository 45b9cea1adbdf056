#include "commands/ablation_output.h"
#include "commands/asked_flags.h"
#include "commands/commands.h"
#include "commands/report.h"
#include "commands/run_options.h"
#include "commands/training_output.h"
#include "common/error.h"
#include "common/text.h"
#include "files/atomic_file.h"
#include "options/suited_split.h"
#include "project/ablation/ablation_text.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>

namespace crossview {

namespace {

struct AblateArguments {
    std::filesystem::path project;
    OptionChanges changes;
    std::vector<std::string> axes;
    bool tableOne = false;
    std::string seeds = "1,2,3";
    std::string split = "test";
    std::string protocol = "auto";
    std::string ties = "mean";
    std::string pool = "all";
    std::filesystem::path output;
    std::string published;
};

std::vector<std::uint64_t> seedsOf(const std::string& text) {
    std::vector<std::uint64_t> seeds;
    for (const std::string_view part : split(text, ',')) {
        RunOptions options;
        setOption(options, "seed", part);
        if (std::ranges::find(seeds, options.seed) != seeds.end())
            throw Error(fmt::format("Seed {} is given twice.", options.seed));
        seeds.push_back(options.seed);
    }
    return seeds;
}

AblationPlan planOf(const AblateArguments& arguments, RunOptions base) {
    std::vector<AblationAxis> axes;
    for (const std::string& text : arguments.axes)
        axes.push_back(axisFromText(text));
    if (!arguments.tableOne && !axes.empty())
        return planAblation(base, axes);
    base.network.nonLinear = true; // the full method
    for (AblationAxis& axis : tableOneAxes(base))
        axes.push_back(std::move(axis));
    return planAblation(base, axes);
}

AblationRequest requestOf(const AblateArguments& arguments) {
    AblationRequest request;
    request.project = arguments.project;
    request.seeds = seedsOf(arguments.seeds);
    readAskedFlags(request, arguments.split, arguments.protocol, arguments.ties, arguments.pool);
    return request;
}

std::string stepText(const AblationStep& step, const AblationPlan& plan) {
    const std::string head = fmt::format("run {} of {}: {}, seed {}", step.number, step.of,
                                         plan.variants[step.row].title, step.seed);
    switch (step.kind) {
    case AblationStep::Kind::known:
        return fmt::format("{}: trained already as {}", head, step.run);
    case AblationStep::Kind::resume:
        return fmt::format("{}: goes on with {} after epoch {}", head, step.run, step.epochs);
    case AblationStep::Kind::train:
        break;
    }
    return head;
}

/// Prints what happens while it does.
AblationListener listenerOf(const AblationPlan& plan, const Environment& environment) {
    Console& console = environment.console;
    AblationListener listener;
    auto isFirstSession = std::make_shared<bool>(true);
    listener.onSession = [&console, &environment, isFirstSession](const Session& session) {
        if (!std::exchange(*isFirstSession, false))
            return;
        describeSession(environment, session);
    };
    listener.onRun = [&console, &plan](const AblationStep& step) { console.note(stepText(step, plan)); };
    listener.training.onStep = [&console](const StepMetrics& metrics) {
        console.status(
            fmt::format("epoch {}, step {}: loss {:.5g}", metrics.epoch, metrics.step, metrics.total));
    };
    auto isFirstRow = std::make_shared<bool>(true);
    listener.onRow = [&console, &environment, isFirstRow](const AblationTable& table, std::size_t row) {
        if (std::exchange(*isFirstRow, false))
            printTableHeading(console, table);
        printTableRow(console, table, row, environment.stop);
    };
    return listener;
}

void printTable(const AblationTable& table, const AblationRequest& request, Console& console) {
    console.print("");
    printTableHeading(console, table);
    for (std::size_t row = 0; row < table.rows.size(); ++row)
        printTableRow(console, table, row);
    const auto measured = std::ranges::find_if(table.rows, &AblationRow::isMeasured);
    if (measured == table.rows.end())
        return;
    const Measurement& first = measured->runs.front().measurement;
    console.print(
        fmt::format("R@K in percent of queries on the {} split, pool: {}; protocol {}; ties: {}. {}",
                    toString(request.split), describe(first.pool, first.images), first.protocol,
                    toString(first.tieRule), tableNote(table)));
    console.print("");
    console.print(fmt::format("Against {}, larger than the noise (95 %):", table.rows[table.full].title));
    printDifferences(console, table);
}

void ablate(const AblateArguments& arguments, const Environment& environment) {
    AblationRequest request = requestOf(arguments);
    const std::optional<AblationFormat> format =
        arguments.output.empty() ? std::nullopt : std::optional(ablationFormatOf(arguments.output));
    const std::shared_ptr<const Dataset> dataset = Project::open(arguments.project).loadDataset();
    const RunOptions base =
        resolvedOptions(arguments.changes, arguments.project, *dataset, environment.console);
    allowNamedNetwork(arguments.changes, base, environment);
    request.plan = planOf(arguments, base);
    Console& console = environment.console;
    printPlan(console, request.plan, request.seeds.size());
    const AblationTable table =
        runAblation(request, listenerOf(request.plan, environment), environment.stop, console.sink());
    console.clear();
    printTable(table, request, console);
    if (const auto pool = publishedPoolOf(arguments.published)) {
        console.print("");
        printPublished(console, *pool);
    }
    if (format && std::ranges::any_of(table.rows, &AblationRow::isMeasured)) {
        writeFileAtomically(arguments.output, tableText(table, *format));
        console.note(fmt::format("Written: {}", arguments.output.string()));
    }
    if (!table.isWhole) {
        console.note("Stopped: what is trained stays. The same command goes on from here.");
        throw Cancelled();
    }
}

} // namespace

void addAblateCommand(CLI::App& program, Action& chosen) {
    auto arguments = std::make_shared<AblateArguments>();
    CLI::App* command = program.add_subcommand(
        "ablate", "Train and compare variants: the paper's Table 1, or any options, over several seeds");
    command->add_option("PROJECT", arguments->project, "Project folder")->required()->type_name("DIR");
    command
        ->add_option("--axis", arguments->axes,
                     "An option and its values; several axes are crossed. Default: the paper's Table 1")
        ->type_name("KEY=V,V…")
        ->allow_extra_args(false);
    command->add_flag("--table-one", arguments->tableOne,
                      "With --axis: cross the axes with the paper's Table 1");
    command->add_option("--seeds", arguments->seeds, "Seeds of every row; default: 1,2,3")->type_name("N,N…");
    addAskedFlags(*command, arguments->split, arguments->protocol, arguments->ties, arguments->pool);
    command->add_option("-o,--output", arguments->output, "Write the table too: .csv, .md or .tex")
        ->type_name("FILE");
    std::vector<std::string> pools;
    for (const PublishedPool pool : kPublishedPools)
        pools.emplace_back(toString(pool));
    command
        ->add_option("--published", arguments->published,
                     "Show what papers report there, with the source of each row")
        ->check(CLI::IsMember(pools))
        ->type_name(fmt::format("{}", fmt::join(pools, "|")));
    addOptionFlags(*command, arguments->changes);
    command->footer(
        "Without --axis: linear and non-linear network, crossed with image → sentence alone (lambda1 0), "
        "both "
        "directions, and both with the within-view terms (CVPR 2016, Table 1). All other options are those "
        "given here, as for train.\n\n"
        "Runs are trained one after another and stay in the project. What is there already under the same "
        "options on the same data is not trained again, and what was begun is gone on with: after Ctrl+C or "
        "a "
        "kill the same command goes on.\n\n"
        "Each cell is the mean over the seeds with half of its 95 % interval; * marks what differs from the "
        "full method by more than both kinds of noise, other test pictures and other seeds.\n\n"
        "Examples:\n"
        "  crossview-cli ablate mine.crossview\n"
        "  crossview-cli ablate mine.crossview --preset cvpr2016 --seeds 1,2,3,4,5 -o table1.tex\n"
        "  crossview-cli ablate mine.crossview --axis loss.margin=0.1,0.2 --axis loss.topK=10,50 -o "
        "sweep.csv\n"
        "  crossview-cli ablate mine.crossview --axis loss.objective=ranking,infonce,siglip --seeds 1,2");
    command->callback([arguments, &chosen] {
        chosen = [arguments](const Environment& environment) { ablate(*arguments, environment); };
    });
}

} // namespace crossview
