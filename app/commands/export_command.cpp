#include "commands/commands.h"
#include "project/exporting/export_run.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace crossview {

namespace {

struct ExportArguments {
    std::filesystem::path project;
    std::filesystem::path folder;
    std::string kind;
    std::string run = "latest";
    bool force = false;
};

std::string kindKeys() {
    std::string keys;
    for (const ExportKindName& kind : exportKinds())
        keys += fmt::format("{}{}", keys.empty() ? "" : "|", kind.key);
    return keys;
}

std::string kindHelp() {
    std::string help = "Kinds:\n";
    for (const ExportKindName& kind : exportKinds())
        help += fmt::format("  {:<15}{}\n", kind.key, kind.description);
    return help;
}

ExportSummary exported(const ExportArguments& arguments, const Environment& environment) {
    try {
        return exportRun(arguments.project, arguments.run, exportKindFromString(arguments.kind),
                         arguments.folder, arguments.force ? ExistingFiles::replaced : ExistingFiles::kept,
                         environment.stop, environment.console.sink());
    } catch (const FilesAreThere& refusal) {
        throw Error(fmt::format("{} --force replaces it.", refusal.what()));
    }
}

void exportInto(const ExportArguments& arguments, const Environment& environment) {
    const ExportSummary summary = exported(arguments, environment);
    environment.console.clear();
    for (const std::string& remark : summary.remarks)
        environment.console.note(remark);
    environment.console.print(fmt::format("Exported run {}{}:", summary.run,
                                          summary.epoch > 0 ? fmt::format(", epoch {}", summary.epoch) : ""));
    for (const std::filesystem::path& file : summary.files)
        environment.console.print("  " + file.string());
}

} // namespace

void addExportCommand(CLI::App& program, Action& chosen) {
    auto arguments = std::make_shared<ExportArguments>();
    CLI::App* command =
        program.add_subcommand("export", "Write what a run learned into files for other programs");
    command->add_option("PROJECT", arguments->project, "Project folder")->required()->type_name("DIR");
    command->add_option("--to", arguments->folder, "Folder for the files; made where it is not there")
        ->required()
        ->type_name("DIR");
    command->add_option("--as", arguments->kind, "What, and how")->required()->type_name(kindKeys());
    command->add_option("--run", arguments->run, "Run, its best epoch; default: the newest")
        ->type_name("ID|latest");
    command->add_flag("--force", arguments->force, "Replace files that are there already");
    command->footer(kindHelp() +
                    "\nExamples:\n"
                    "  crossview-cli export mine.crossview --to embeddings --as npy\n"
                    "  crossview-cli export mine.crossview --to curves --as history --run latest");
    command->callback([arguments, &chosen] {
        chosen = [arguments](const Environment& environment) { exportInto(*arguments, environment); };
    });
}

} // namespace crossview
