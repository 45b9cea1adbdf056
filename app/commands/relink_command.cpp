#include "commands/commands.h"
#include "common/error.h"
#include "project/relink.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace crossview {

namespace {

struct RelinkArguments {
    std::filesystem::path project;
    std::filesystem::path folder;
    bool dryRun = false;
};

void relinkPictures(const RelinkArguments& arguments, const Environment& environment) {
    const RelinkSummary summary = relink(arguments.project, arguments.folder, arguments.dryRun,
                                         environment.stop, environment.console.sink());
    environment.console.clear();
    if (summary.missing == 0) {
        environment.console.print(
            fmt::format("All {} pictures are where {} says.", summary.pictures, arguments.project.string()));
        return;
    }
    for (const std::string& reason : summary.reasons)
        environment.console.note(reason);
    if (summary.found == 0)
        throw Error(
            fmt::format("None of {} missing pictures lies under {}: name the folder in which they are "
                        "now.",
                        summary.missing, arguments.folder.string()));
    environment.console.print(fmt::format("{} of {} missing pictures {} under {}{}", summary.found,
                                          summary.missing, arguments.dryRun ? "lie" : "were found",
                                          arguments.folder.string(),
                                          arguments.dryRun ? "; nothing was changed" : ""));
}

} // namespace

void addRelinkCommand(CLI::App& program, Action& chosen) {
    auto arguments = std::make_shared<RelinkArguments>();
    CLI::App* command = program.add_subcommand("relink", "Tell a project where its pictures were moved to");
    command->add_option("PROJECT", arguments->project, "Project folder")->required()->type_name("DIR");
    command->add_option("FOLDER", arguments->folder, "Folder below which the pictures lie now")
        ->required()
        ->type_name("DIR");
    command->add_flag("--dry-run", arguments->dryRun, "Only say how many would be found; writes nothing");
    command->footer(
        "Pictures that are where the project says stay there. Features and runs go with those that\n"
        "moved: their content is compared when the project is opened.\n\n"
        "Example:\n"
        "  crossview-cli relink mine.crossview /media/disk/photos");
    command->callback([arguments, &chosen] {
        chosen = [arguments](const Environment& environment) { relinkPictures(*arguments, environment); };
    });
}

} // namespace crossview
