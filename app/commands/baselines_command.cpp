#include "commands/asked_flags.h"
#include "commands/commands.h"
#include "commands/evaluation_output.h"
#include "commands/report.h"
#include "project/measuring/measure_baselines.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>

namespace crossview {

namespace {

struct BaselinesArguments {
    BaselineRequest request;
    std::string split = "test";
    std::string protocol = "auto";
    std::string ties = "mean";
    std::string pool = "all";
    bool json = false;
};

BaselineRequest requestOf(const BaselinesArguments& arguments) {
    BaselineRequest request = arguments.request;
    readAskedFlags(request, arguments.split, arguments.protocol, arguments.ties, arguments.pool);
    return request;
}

void printRow(Console& console, const BaselineRow& row) {
    const Measures values = measuresOf(row.measurement);
    const Intervals intervals = bootstrapIntervals(row.measurement);
    std::string line = "  " + padded(row.name, 16);
    std::string below = "  " + padded("  95 %", 16);
    for (std::size_t i = 0; i < kMeasures; ++i) {
        line += fmt::format(" {:>9.1f}", values[i]);
        below +=
            " " +
            std::string(9 - columns(fmt::format("{:.0f}–{:.0f}", intervals.low[i], intervals.high[i])), ' ') +
            fmt::format("{:.0f}–{:.0f}", intervals.low[i], intervals.high[i]);
    }
    if (row.againstNetwork)
        line += fmt::format("   {:+.1f} ({:+.1f} to {:+.1f}){}", row.againstNetwork->difference[6],
                            row.againstNetwork->intervals.low[6], row.againstNetwork->intervals.high[6],
                            row.againstNetwork->isBeyondNoise(6) ? " *" : "");
    console.print(line);
    console.print(below);
}

void printTable(const BaselinesArguments& arguments, const BaselineTable& table, Console& console) {
    console.print(
        fmt::format("Beside run {}, epoch {}, on the same features and splits", table.run, table.epoch));
    console.print("  " + padded("", 16) + "   image → sentence              sentence → image");
    std::string heading = "  " + padded("", 16);
    for (const char* name : {"R@1", "R@5", "R@10", "R@1", "R@5", "R@10", "rsum"})
        heading += fmt::format(" {:>9}", name);
    console.print(heading + "   rsum against the network");
    for (const BaselineRow& row : table.rows)
        printRow(console, row);
    const Measurement& first = table.rows.front().measurement;
    const ChanceRecall there = chanceOf(first, &PoolRanks::imageToSentence);
    const ChanceRecall back = chanceOf(first, &PoolRanks::sentenceToImage);
    std::string chance = "  " + padded("chance", 16);
    for (const double value : {there.r1, there.r5, there.r10, back.r1, back.r5, back.r10})
        chance += fmt::format(" {:>9.1f}", value);
    console.print(chance);
    for (const BaselineRow& row : table.rows)
        if (!row.detail.empty())
            console.print(fmt::format("  {}: {}", row.name, row.detail));
    for (const std::string& note : table.notes)
        console.print(note);
    console.print(measurementConditions(first, arguments.split) +
                  " Differences by paired bootstrap; * leaves out 0.");
}

nlohmann::ordered_json asJson(const BaselinesArguments& arguments, const BaselineTable& table) {
    nlohmann::ordered_json document = {{"project", arguments.request.project.string()},
                                       {"run", table.run},
                                       {"epoch", table.epoch},
                                       {"notes", table.notes},
                                       {"rows", nlohmann::ordered_json::array()}};
    for (const BaselineRow& row : table.rows) {
        nlohmann::ordered_json entry = {{"name", row.name}, {"detail", row.detail}};
        entry.update(toJson(row.measurement, arguments.split));
        if (row.againstNetwork)
            entry["against_network"] = toJson(*row.againstNetwork);
        document["rows"].push_back(std::move(entry));
    }
    return document;
}

} // namespace

void addBaselinesCommand(CLI::App& program, Action& chosen) {
    auto arguments = std::make_shared<BaselinesArguments>();
    CLI::App* command = program.add_subcommand(
        "baselines", "Measure a network beside CCA, normalised CCA, raw cosine and their sum with it");
    command->add_option("PROJECT", arguments->request.project, "Project folder")
        ->required()
        ->type_name("DIR");
    command
        ->add_option("--run", arguments->request.run,
                     "Run whose features, splits and network are used; default: the newest trained one")
        ->type_name("ID|latest");
    addAskedFlags(*command, arguments->split, arguments->protocol, arguments->ties, arguments->pool);
    command
        ->add_option("--power", arguments->request.power,
                     "Normalised CCA: power of the canonical correlations; default: 4")
        ->type_name("P")
        ->check(CLI::NonNegativeNumber.description(""));
    command
        ->add_option("--components", arguments->request.components, "Most directions of a CCA; default: 1024")
        ->type_name("N")
        ->check(CLI::Range(std::size_t{1}, std::size_t{100000}).description(""));
    command
        ->add_option("--eta", arguments->request.etas,
                     "Regularisations of CCA to choose from on validation, in units of the largest variance; "
                     "default: 1e-5,1e-4,1e-3,1e-2,1e-1,1")
        ->type_name("E,…")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->check(CLI::NonNegativeNumber.description(""));
    command->add_flag("--json", arguments->json, "Print JSON instead of a table");
    command->footer(
        "CCA finds the directions of both views that correlate most over the training pairs; scores are "
        "cosines there. Normalised CCA scales each direction by its correlation to a power. The last line "
        "adds the scores of the network and of that CCA which is better on validation.\n\n"
        "--json prints run, epoch, notes and rows: name, detail, the two directions as evaluate prints them, "
        "rsum, rsum_bootstrap, and against_network: difference, low, high, p.\n\n"
        "Examples:\n"
        "  crossview-cli baselines mine.crossview\n"
        "  crossview-cli baselines mine.crossview --protocol sentences --power 1 --json");
    command->callback([arguments, &chosen] {
        chosen = [arguments](const Environment& environment) {
            const BaselineTable table =
                measureBaselines(requestOf(*arguments), environment.stop, environment.console.sink());
            environment.console.clear();
            if (arguments->json)
                environment.console.print(jsonText(asJson(*arguments, table)));
            else
                printTable(*arguments, table, environment.console);
        };
    });
}

} // namespace crossview
