#include "checks/data_check.h"
#include "commands/commands.h"
#include "commands/training_output.h"
#include "project/project.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace crossview {

namespace {

struct CheckArguments {
    std::filesystem::path project;
    std::filesystem::path output; // empty: not written
    bool noPictures = false;
};

constexpr std::size_t kShownFindings = 3; // of each kind
constexpr std::size_t kShownItems = 4;    // of each finding
constexpr std::size_t kShownColumns = 60;

std::string nameOf(const Dataset& dataset, ItemRef item) {
    const auto index = static_cast<std::size_t>(item.index);
    if (item.view == View::sentence)
        return fmt::format("\"{}\"", shortened(dataset.sentences()[index].text, kShownColumns));
    return dataset.hasPicture(index) ? dataset.imagePath(index).filename().string()
                                     : dataset.imageTitle(index);
}

std::string lineOf(const Dataset& dataset, const DataProblem& problem) {
    std::string line = "  ";
    for (std::size_t i = 0; i < problem.items.size() && i < kShownItems; ++i)
        line += (i == 0 ? "" : ", ") + nameOf(dataset, problem.items[i]);
    if (problem.items.size() > kShownItems)
        line += fmt::format(" and {} more", problem.items.size() - kShownItems);
    if (!problem.detail.empty())
        line += ": " + problem.detail;
    return line + (problem.acrossSplits ? " (across splits)" : "");
}

void printKind(const DataCheck& check, ProblemKind kind, const Dataset& dataset, Console& console) {
    const std::size_t count = check.count(kind);
    if (count == 0)
        return;
    const std::size_t across = check.countAcrossSplits(kind);
    console.print(fmt::format("{} {}{}", count, describe(kind),
                              across == 0 ? "" : fmt::format("; {} across splits", across)));
    // What lies across splits comes first: it makes the recalls too good.
    std::size_t shown = 0;
    for (const bool acrossSplits : {true, false})
        for (const DataProblem& problem : check.problems)
            if (problem.kind == kind && problem.acrossSplits == acrossSplits && shown < kShownFindings) {
                console.print(lineOf(dataset, problem));
                ++shown;
            }
    if (count > shown)
        console.print(fmt::format("  … {} more", count - shown));
}

void checkProject(const CheckArguments& arguments, const Environment& environment) {
    const Project project = Project::open(arguments.project);
    const std::shared_ptr<const Dataset> dataset = project.loadDataset();
    std::optional<SplitAssignment> splits = project.loadSplits();
    if (!splits && dataset->hasFileSplits()) {
        SplitOptions options;
        options.method = SplitMethod::fromFile;
        splits = assignSplits(*dataset, options);
    }
    const bool withPictures = !arguments.noPictures && dataset->hasPictures();
    const DataCheck check = checkDataset(*dataset, splits ? &*splits : nullptr, withPictures,
                                         environment.stop, environment.console.sink());
    environment.console.clear();
    environment.console.print(fmt::format("Checked {} pictures and {} sentences of {}{}", check.picturesRead,
                                          check.sentencesRead, arguments.project.string(),
                                          splits ? "" : "; there are no splits yet"));
    for (std::size_t kind = 0; kind < kProblemKinds; ++kind)
        printKind(check, static_cast<ProblemKind>(kind), *dataset, environment.console);
    if (check.problems.empty())
        environment.console.print("Nothing was found.");
    if (arguments.output.empty())
        return;
    writeProblems(arguments.output, check, *dataset, splits ? &*splits : nullptr);
    environment.console.print(
        fmt::format("All {} findings: {}", check.problems.size(), arguments.output.string()));
}

} // namespace

void addCheckCommand(CLI::App& program, Action& chosen) {
    auto arguments = std::make_shared<CheckArguments>();
    CLI::App* command = program.add_subcommand(
        "check",
        "Look for pictures and sentences that are nearly the same, and for what cannot be learned from");
    command->add_option("PROJECT", arguments->project, "Project folder")->required()->type_name("DIR");
    command->add_option("-o,--output", arguments->output, "File for all findings: a table of tabs")
        ->type_name("FILE");
    command->add_flag("--no-pictures", arguments->noPictures,
                      "Do not look at the pictures, which takes longest");
    command->footer("Pictures are nearly the same when little is left between them after size and quality "
                    "are taken away; "
                    "sentences when they have the same words, or one more of many. Across splits such twins "
                    "make the recalls "
                    "too good. Nothing is changed.\n\n"
                    "Examples:\n"
                    "  crossview-cli check mine.crossview\n"
                    "  crossview-cli check mine.crossview --output problems.tsv");
    command->callback([arguments, &chosen] {
        chosen = [arguments](const Environment& environment) { checkProject(*arguments, environment); };
    });
}

} // namespace crossview
