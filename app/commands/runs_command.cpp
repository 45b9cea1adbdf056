#include "commands/commands.h"
#include "commands/report.h"
#include "commands/runs/compare_output.h"
#include "commands/training_output.h"
#include "project/opened_project.h"
#include "project/remove_run.h"
#include "project/run_notes.h"
#include "project/runs/run_list.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>

namespace crossview {

namespace {

struct RunsArguments {
    std::filesystem::path project;
    std::vector<std::string> removed;
    std::vector<std::string> note;     ///< run and text; empty: none is written
    std::vector<std::string> compared; ///< two runs; empty: all are listed
    std::string split;                 ///< of the comparison; empty: test, of data without one validation
    bool json = false;
};

/// Options in which the runs differ, as columns of the list: what has a column of its own is left out.
class DifferingColumns {
public:
    explicit DifferingColumns(const RunList& list) {
        for (const OptionField* field : list.differing) {
            if (field->key == "seed" || field->key == "optimiser.epochs")
                continue;
            if (m_fields.size() == kMost) {
                m_others.push_back(field->key);
                continue;
            }
            std::size_t width = columns(field->key);
            for (const RunSummary& run : list.runs)
                if (run.options)
                    width = std::max(width, columns(textOf(field->get(*run.options))));
            m_fields.push_back(field);
            m_widths.push_back(width);
        }
    }

    std::string heading() const {
        std::string line;
        for (std::size_t i = 0; i < m_fields.size(); ++i)
            line += "  " + padded(m_fields[i]->key, m_widths[i]);
        return line;
    }
    std::string cells(const std::optional<RunOptions>& options) const {
        std::string line;
        for (std::size_t i = 0; i < m_fields.size(); ++i)
            line += "  " + padded(options ? textOf(m_fields[i]->get(*options)) : "?", m_widths[i]);
        return line;
    }
    /// Keys beyond the columns that a line has room for.
    const std::vector<std::string>& others() const { return m_others; }

private:
    static constexpr std::size_t kMost = 8;
    std::vector<const OptionField*> m_fields;
    std::vector<std::size_t> m_widths;
    std::vector<std::string> m_others;
};

std::string lineOf(const RunSummary& run, const DifferingColumns& differing) {
    const RunRecord& record = run.record;
    return fmt::format("{} {} {:>5} {:>11} {}{}  {}{}{}{}", padded(record.id, 24),
                       padded(run.options ? run.options->preset : "?", 14),
                       run.options ? std::to_string(run.options->seed) : "?",
                       run.options ? fmt::format("{} of {}", record.epochs, run.options->optimiser.epochs)
                                   : std::to_string(record.epochs),
                       run.isValidated() ? fmt::format("{:>11} {:>7.1f}", record.bestEpoch, record.bestScore)
                                         : fmt::format("{} {}", padded("", 10) + "–", padded("", 6) + "–"),
                       differing.cells(run.options), statusText(record),
                       run.shuffle ? " (pairs shuffled)" : "", run.note.empty() ? "" : " · " + run.note,
                       run.problem.empty() ? "" : " · " + run.problem);
}

void listRuns(const Project& project, const Environment& environment) {
    const RunList list = runList(project);
    if (list.runs.empty()) {
        environment.console.note(
            fmt::format("No runs yet. To make one: crossview-cli train {}", quoted(project.folder())));
        return;
    }
    const DifferingColumns differing(list);
    environment.console.print(fmt::format("{} {} {:>5} {:>11} {:>11} {:>7}{}  {}", padded("run", 24),
                                          padded("preset", 14), "seed", "epochs", "best epoch", "rsum",
                                          differing.heading(), "state"));
    for (const RunSummary& run : list.runs)
        environment.console.print(lineOf(run, differing));
    environment.console.print("rsum: the six validation recalls of the best epoch added, 600 at most; –: no "
                              "validation split, so that the newest epoch answers.");
    if (!differing.others().empty())
        environment.console.print(
            fmt::format("The runs differ in these, too: {}.", fmt::join(differing.others(), ", ")));
}

void compareTwo(const RunsArguments& arguments, const Environment& environment) {
    CompareRequest request{arguments.project, {arguments.compared[0], arguments.compared[1]}, {}};
    if (!arguments.split.empty())
        request.split = splitFromString(arguments.split);
    const RunComparison comparison = compareRuns(request, environment.stop, environment.console.sink());
    environment.console.clear();
    if (arguments.json)
        environment.console.print(jsonText(toJson(comparison)));
    else
        printRuns(environment.console, comparison);
}

void changeRuns(const RunsArguments& arguments, const Environment& environment) {
    Project project = Project::open(arguments.project);
    std::vector<std::string> removed; // all are there before the first goes
    for (const std::string& name : arguments.removed) {
        const std::string id = requireRun(project, name).id;
        if (std::ranges::find(removed, id) == removed.end())
            removed.push_back(id);
    }
    if (!arguments.note.empty())
        setNote(project, requireRun(project, arguments.note[0]).id, arguments.note[1]);
    for (const std::string& id : removed) {
        removeRun(project.folder(), id);
        environment.console.note(fmt::format("Run {} is removed.", id));
    }
    listRuns(project, environment);
}

} // namespace

void addRunsCommand(CLI::App& program, Action& chosen) {
    auto arguments = std::make_shared<RunsArguments>();
    CLI::App* command =
        program.add_subcommand("runs", "List the trainings of a project and what differs between them");
    command->add_option("PROJECT", arguments->project, "Project folder")->required()->type_name("DIR");
    command
        ->add_option("--delete", arguments->removed,
                     "Remove runs with all that they stored; it cannot be taken back")
        ->type_name("ID|latest")
        ->delimiter(',')
        ->allow_extra_args(false);
    command->add_option("--note", arguments->note, "Note a line on a run; an empty one takes it away")
        ->type_name("ID|latest TEXT")
        ->expected(2);
    CLI::Option* compared =
        command
            ->add_option("--compare", arguments->compared,
                         "Two runs beside each other: recalls with paired bootstrap, settings that differ, "
                         "queries whose rank changed most")
            ->type_name("A B")
            ->expected(2);
    compared->excludes("--delete")->excludes("--note");
    command->add_option("--split", arguments->split, "Split that both are asked; test where there is one")
        ->type_name("SPLIT")
        ->needs(compared);
    command->add_flag("--json", arguments->json, "The comparison as JSON")->needs(compared);
    command->footer("Options in which the runs differ stand in columns of their own, and only those.\n\n"
                    "Examples:\n"
                    "  crossview-cli runs mine.crossview\n"
                    "  crossview-cli runs mine.crossview --note latest \"without the within-view terms\"\n"
                    "  crossview-cli runs mine.crossview --compare 2026-11-27-060603-1 latest\n"
                    "  crossview-cli runs mine.crossview --delete 2026-11-27-060603-1");
    command->callback([arguments, &chosen] {
        chosen = [arguments](const Environment& environment) {
            if (arguments->compared.empty())
                changeRuns(*arguments, environment);
            else
                compareTwo(*arguments, environment);
        };
    });
}

} // namespace crossview
