#include "commands/commands.h"
#include "commands/training_output.h"
#include "options/option_changes.h"
#include "project/opened_project.h"
#include "project/project.h"
#include "project/remove_run.h"
#include "project/run_history.h"
#include "project/run_lock.h"
#include "project/run_notes.h"
#include "project/shuffled_pairs.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>

namespace crossview {

namespace {

struct RunsArguments {
    std::filesystem::path project;
    std::vector<std::string> removed;
    std::vector<std::string> note; ///< run and text; empty: none is written
};

/// Options in which the runs differ, as columns of the list: what has a column of its own is left out.
class DifferingColumns {
public:
    explicit DifferingColumns(const std::vector<RunOptions>& runs) {
        for (const OptionField* field : differingFields(runs)) {
            if (field->key == "seed" || field->key == "optimiser.epochs")
                continue;
            if (m_fields.size() == kMost) {
                m_others.push_back(field->key);
                continue;
            }
            std::size_t width = columns(field->key);
            for (const RunOptions& options : runs)
                width = std::max(width, columns(textOf(field->get(options))));
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
    std::string cells(const RunOptions& options) const {
        std::string line;
        for (std::size_t i = 0; i < m_fields.size(); ++i)
            line += "  " + padded(textOf(m_fields[i]->get(options)), m_widths[i]);
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

void listRuns(const Project& project, const Environment& environment) {
    const std::vector<RunRecord> runs = project.runs();
    if (runs.empty()) {
        environment.console.note(
            fmt::format("No runs yet. To make one: crossview-cli train {}", quoted(project.folder())));
        return;
    }
    std::vector<RunOptions> options;
    for (const RunRecord& run : runs)
        options.push_back(runOptionsFromJson(run.optionsJson));
    const DifferingColumns differing(options);
    environment.console.print(fmt::format("{} {} {:>5} {:>11} {:>11} {:>7}{}  {}", padded("run", 24),
                                          padded("preset", 14), "seed", "epochs", "best epoch", "rsum",
                                          differing.heading(), "state"));
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const RunRecord run = asItStands(project.folder(), runs[i]);
        const bool validated = wasValidated(project, run);
        const std::string note = noteOf(project, run.id);
        environment.console.print(
            fmt::format("{} {} {:>5} {:>11} {}{}  {}{}{}", padded(run.id, 24), padded(options[i].preset, 14),
                        options[i].seed, fmt::format("{} of {}", run.epochs, options[i].optimiser.epochs),
                        validated ? fmt::format("{:>11} {:>7.1f}", run.bestEpoch, run.bestScore)
                                  : fmt::format("{} {}", padded("", 10) + "–", padded("", 6) + "–"),
                        differing.cells(options[i]), statusText(run),
                        shuffleSeed(project, run.id) ? " (pairs shuffled)" : "",
                        note.empty() ? std::string() : " · " + note));
    }
    environment.console.print("rsum: the six validation recalls of the best epoch added, 600 at most; –: no "
                              "validation split, so that the newest epoch answers.");
    if (!differing.others().empty())
        environment.console.print(
            fmt::format("The runs differ in these, too: {}.", fmt::join(differing.others(), ", ")));
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
        removeRun(project, id);
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
    command->footer("Options in which the runs differ stand in columns of their own, and only those.\n\n"
                    "Examples:\n"
                    "  crossview-cli runs mine.crossview\n"
                    "  crossview-cli runs mine.crossview --note latest \"without the within-view terms\"\n"
                    "  crossview-cli runs mine.crossview --delete 2026-11-27-060603-1");
    command->callback([arguments, &chosen] {
        chosen = [arguments](const Environment& environment) { changeRuns(*arguments, environment); };
    });
}

} // namespace crossview
