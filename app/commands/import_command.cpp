#include "commands/commands.h"
#include "commands/training_output.h"
#include "project/import_into.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <map>
#include <memory>

namespace crossview {

namespace {

struct ImportArguments {
    ImportOptions options;
    std::string format = "auto";
    std::filesystem::path project;
};

const std::map<std::string, ImportFormat>& formats() {
    static const std::map<std::string, ImportFormat> names = {{"auto", ImportFormat::automatic},
                                                              {"flickr", ImportFormat::flickrTokens},
                                                              {"karpathy", ImportFormat::karpathyJson},
                                                              {"table", ImportFormat::table}};
    return names;
}

void importCaptions(const ImportArguments& arguments, const Environment& environment) {
    ImportOptions options = arguments.options;
    options.format = formats().at(arguments.format);
    const std::filesystem::path folder =
        arguments.project.empty() ? std::filesystem::path(options.captions.stem().string() + ".crossview")
                                  : arguments.project;
    constexpr std::size_t kShownProblems = 20;
    const ImportSummary summary =
        importInto(options, folder, environment.stop, environment.console.sink(), kShownProblems);
    environment.console.clear();
    for (const std::string& problem : summary.problems)
        environment.console.note(problem);
    environment.console.print(fmt::format("{} {}: {} images, {} sentences, {} pairs; {} entries skipped",
                                          summary.again ? "Imported again into" : "Imported into",
                                          folder.string(), summary.images, summary.sentences, summary.pairs,
                                          summary.skipped));
    environment.console.print(fmt::format("Next: crossview-cli train {}", quoted(folder)));
}

} // namespace

void addImportCommand(CLI::App& program, Action& chosen) {
    auto arguments = std::make_shared<ImportArguments>();
    CLI::App* command =
        program.add_subcommand("import", "Make a project from a file of captions and its pictures");
    command->add_option("CAPTIONS", arguments->options.captions, "File with the captions")
        ->required()
        ->type_name("FILE");
    command
        ->add_option("--images", arguments->options.imageFolder,
                     "Folder of the pictures; default: beside the file")
        ->type_name("DIR");
    command
        ->add_option(
            "--format", arguments->format,
            "How the file is written: flickr (picture.jpg#0<TAB>caption), karpathy (dataset_*.json), table "
            "(TSV or CSV with columns image and caption), auto (look at the file)")
        ->type_name("auto|flickr|karpathy|table")
        ->check(CLI::IsMember(formats()).description(""));
    command->add_option("--name", arguments->options.name, "Name of the data set; default: the file's")
        ->type_name("TEXT");
    command
        ->add_option(
            "--project", arguments->project,
            "Project folder to make, or to import into again; default: the file's name with .crossview")
        ->type_name("DIR");
    command->footer(
        "Wrong lines are listed with file, line and reason, counted and skipped.\n\n"
        "Examples:\n"
        "  crossview-cli import captions.tsv --images photos --project mine.crossview\n"
        "  crossview-cli import results_20130124.token --images flickr30k-images\n"
        "  crossview-cli import dataset_flickr8k.json --images Flicker8k_Dataset --project f8k.crossview");
    command->callback([arguments, &chosen] {
        chosen = [arguments](const Environment& environment) { importCaptions(*arguments, environment); };
    });
}

} // namespace crossview
