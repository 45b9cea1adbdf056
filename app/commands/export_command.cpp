#include "commands/commands.h"
#include "commands/training_output.h"
#include "export/gather_run.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

namespace crossview {

namespace {

struct ExportArguments {
    std::filesystem::path project;
    std::filesystem::path output;
    std::string format = exportFormats().front().key;
    std::string run = "latest";
    std::string epoch = "best";
    bool force = false;
};

std::vector<std::string> formatKeys() {
    std::vector<std::string> keys;
    for (const ExportFormat& format : exportFormats())
        keys.emplace_back(format.key);
    return keys;
}

/// "npy|clip|…".
std::string formatNames() {
    std::string names;
    for (const std::string& key : formatKeys())
        names += (names.empty() ? "" : "|") + key;
    return names;
}

std::string formatHelp() {
    std::string help = "What is written:\n";
    for (const ExportFormat& format : exportFormats())
        help += fmt::format("  {:<12} {}: {}\n", format.key, format.name, format.description);
    return help + "\n";
}

/// The next command, where the export can be imported again.
std::string nextCommand(const std::string& key, const std::filesystem::path& output) {
    if (key == "clip")
        return fmt::format("crossview-cli import {}", quoted(output));
    if (key != "npy" && key != "csv")
        return {};
    return fmt::format(
        "crossview-cli import --image-features {0} --text-features {1} --names {2} --text-names {3} "
        "--pairs {4}",
        quoted(output / ("images." + key)), quoted(output / ("sentences." + key)),
        quoted(output / "image_names.txt"), quoted(output / "sentence_texts.txt"),
        quoted(output / "pairs.tsv"));
}

void exportProject(const ExportArguments& arguments, const Environment& environment) {
    const ExportFormat& format = exportFormat(arguments.format);
    const ExportedRun run = gatherRun(arguments.project, arguments.run,
                                      arguments.epoch == "best" ? StoredEpoch::best : StoredEpoch::latest,
                                      format, environment.stop, environment.console.sink());
    exportRun(format, run, arguments.output, arguments.force, environment.stop);
    environment.console.clear();
    if (run.snapshot)
        environment.console.print(fmt::format(
            "{}: run {}, epoch {} ({}): {} images and {} sentences, {} values each",
            arguments.output.string(), run.run, run.snapshot->epoch, arguments.epoch,
            run.snapshot->images.rows(), run.snapshot->sentences.rows(), run.snapshot->images.cols()));
    else
        environment.console.print(fmt::format("{}: run {}, {} epochs and {} steps", arguments.output.string(),
                                              run.run, run.epochs.size(), run.steps.size()));
    if (const std::string next = nextCommand(arguments.format, arguments.output); !next.empty())
        environment.console.print("To import it: " + next);
}

} // namespace

void addExportCommand(CLI::App& program, Action& chosen) {
    auto arguments = std::make_shared<ExportArguments>();
    CLI::App* command = program.add_subcommand(
        "export", "Write embeddings, network or history of a trained run for other programs");
    command->add_option("PROJECT", arguments->project, "Project folder")->required()->type_name("DIR");
    command->add_option("-o,--output", arguments->output, "Folder or file to make")
        ->required()
        ->type_name("PATH");
    command->add_option("--as", arguments->format, "What to write; default: npy")
        ->type_name(formatNames())
        ->check(CLI::IsMember(formatKeys()).description(""));
    command->add_option("--run", arguments->run, "Run; default: the newest that is trained")
        ->type_name("ID|latest");
    command
        ->add_option("--epoch", arguments->epoch,
                     "Which of the two epochs that a run keeps; default: best, on validation")
        ->type_name("best|latest")
        ->check(CLI::IsMember({"best", "latest"}).description(""));
    command->add_flag("--force", arguments->force, "Replace what an earlier export wrote there");
    command->footer(
        formatHelp() +
        "It comes to be whole or not at all. The network takes the features of Crossview, not pictures "
        "and words themselves.\n\n"
        "Examples:\n"
        "  crossview-cli export mine.crossview --output embeddings\n"
        "  crossview-cli export mine.crossview --as clip --output clip_folder\n"
        "  crossview-cli export mine.crossview --as projector --output projector\n"
        "  crossview-cli export mine.crossview --as torchscript --output network.pt\n"
        "  crossview-cli export mine.crossview --as history --output history --run latest");
    command->callback([arguments, &chosen] {
        chosen = [arguments](const Environment& environment) { exportProject(*arguments, environment); };
    });
}

} // namespace crossview
