#include "commands/commands.h"
#include "dataset/item_name.h"
#include "files/atomic_file.h"
#include "project/checking/check_project.h"
#include "project/checking/open_problems.h"
#include "project/checking/problem_table.h"
#include "project/data_edits.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <map>
#include <memory>

namespace crossview {

namespace {

struct CheckArguments {
    std::filesystem::path project;
    std::filesystem::path output; // empty: not written
};

/// The first few of one kind, under their count.
void printKind(ProblemKind kind, const std::vector<const DataProblem*>& problems, const Dataset& dataset,
               Console& console) {
    constexpr std::size_t kShown = 5; // problems
    constexpr std::size_t kItems = 4; // of each
    std::size_t across = 0;
    std::size_t all = 0; // items
    for (const DataProblem* problem : problems) {
        across += problem->acrossSplits ? 1 : 0;
        all += problem->items.size();
    }
    console.print(fmt::format("{}: {}{}{}", toString(kind), all,
                              all > problems.size() ? fmt::format(" in {} group{}", problems.size(),
                                                                  problems.size() == 1 ? "" : "s")
                                                    : "",
                              across > 0 ? fmt::format(", {} across splits", across) : ""));
    console.print(fmt::format("  {}", adviceOn(kind)));
    for (std::size_t p = 0; p < std::min(kShown, problems.size()); ++p) {
        std::string line = "  ";
        const std::vector<ItemRef>& items = problems[p]->items;
        for (std::size_t i = 0; i < std::min(kItems, items.size()); ++i)
            line += (i > 0 ? ", " : "") + itemText(items[i], dataset);
        if (items.size() > kItems)
            line += fmt::format(" and {} more", items.size() - kItems);
        console.print(line + (problems[p]->acrossSplits ? "; across splits" : "") +
                      (problems[p]->reason.empty() ? "" : ": " + problems[p]->reason));
    }
    if (problems.size() > kShown)
        console.print("  …");
}

void check(const CheckArguments& arguments, const Environment& environment) {
    CheckedProject checked = checkProject(arguments.project, environment.stop, environment.console.sink());
    environment.console.clear();
    const std::size_t found = checked.problems.size();
    const StoredEdits stored = readEdits(arguments.project, *checked.dataset);
    checked.problems = openProblems(checked.problems, stored.edits);
    const Dataset& dataset = *checked.dataset;
    if (!arguments.output.empty())
        writeFileAtomically(arguments.output, problemTable(checked.problems, dataset, checked.splits));
    environment.console.print(fmt::format("{} images and {} sentences of {} were looked at: {} finding{}",
                                          dataset.images().size(), dataset.sentences().size(),
                                          arguments.project.string(), checked.problems.size(),
                                          checked.problems.size() == 1 ? "" : "s"));
    if (found > checked.problems.size())
        environment.console.print(fmt::format("{} more {} settled by edits of the data",
                                              found - checked.problems.size(),
                                              found - checked.problems.size() == 1 ? "is" : "are"));
    std::map<ProblemKind, std::vector<const DataProblem*>> kinds;
    for (const DataProblem& problem : checked.problems)
        kinds[problem.kind].push_back(&problem);
    for (const auto& [kind, problems] : kinds)
        printKind(kind, problems, dataset, environment.console);
    if (!arguments.output.empty())
        environment.console.print(fmt::format("All of them: {}", arguments.output.string()));
}

} // namespace

void addCheckCommand(CLI::App& program, Action& chosen) {
    auto arguments = std::make_shared<CheckArguments>();
    CLI::App* command = program.add_subcommand(
        "check", "Look for pictures and sentences that are alike, empty or unreadable");
    command->add_option("PROJECT", arguments->project, "Project folder")->required()->type_name("DIR");
    command->add_option("-o,--output", arguments->output, "File for all findings: a table of tabs")
        ->type_name("FILE");
    command->footer("Changes nothing ('crossview-cli edit' does). Pictures of several splits that are alike "
                    "make the test "
                    "easier than it is.\n\n"
                    "Example:\n"
                    "  crossview-cli check mine.crossview -o problems.tsv");
    command->callback([arguments, &chosen] {
        chosen = [arguments](const Environment& environment) { check(*arguments, environment); };
    });
}

} // namespace crossview
