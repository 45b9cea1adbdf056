#include "commands/commands.h"
#include "commands/training_output.h"
#include "common/error.h"
#include "dataset/importers/formats.h"
#include "dataset/importers/import_preview.h"
#include "project/import_into.h"
#include "project/project.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

namespace crossview {

namespace {

constexpr const char* kLookAtFile = "auto";

struct ImportArguments {
    ImportOptions options;
    std::string format = kLookAtFile;
    std::filesystem::path project;
    bool preview = false;
};

/// "auto|karpathy|…".
std::string formatKeys() {
    std::string keys = kLookAtFile;
    for (const CaptionFormat* format : captionFormats())
        keys += fmt::format("|{}", format->key);
    return keys;
}

/// What each of them is, one a line.
std::string formatHelp() {
    std::string help = "Formats:\n";
    for (const CaptionFormat* format : captionFormats())
        help += fmt::format("  {:<10} {}: {}\n", format->key, format->name, format->description);
    return help + "\n";
}

std::vector<std::string> formatChoices() {
    std::vector<std::string> choices{kLookAtFile};
    for (const CaptionFormat* format : captionFormats())
        choices.emplace_back(format->key);
    return choices;
}

void printPreview(const ImportPreview& preview, Console& console) {
    for (const std::string& note : preview.notes)
        console.print(note);
    console.print(fmt::format("{}{} images, {} captions", preview.whole ? "" : "at least ", preview.images,
                              preview.captions));
    for (const PreviewItem& item : preview.items)
        console.print(item.reason.empty()
                          ? fmt::format("  {}: {} ({})", item.image, item.caption, item.picture.string())
                          : fmt::format("  {}: {}; skipped: {}", item.image, item.caption, item.reason));
    if (preview.captions > preview.items.size())
        console.print("  …");
    for (const ImportProblem& remark : preview.remarks)
        console.print(toString(remark));
    if (preview.problemCount == 0)
        return;
    console.print(fmt::format("Of the first {} captions {} entries would be skipped:", preview.checked,
                              preview.problemCount));
    for (const ImportProblem& problem : preview.problems)
        console.print("  " + toString(problem));
}

/// Named after the file. Another file of that name must not take the place of the first one's data.
std::filesystem::path defaultProject(const std::filesystem::path& source) {
    const std::filesystem::path folder = nameOfSource(source) + ".crossview";
    if (!Project::exists(folder))
        return folder;
    const std::filesystem::path before = importedFrom(folder);
    if (before != std::filesystem::absolute(source).lexically_normal())
        throw Error(
            fmt::format("{} is a project already, with data of {}: name another one with --project, or "
                        "this one to replace its data.",
                        folder.string(), before.empty() ? "another file" : before.string()));
    return folder;
}

/// "1200 images, 6000 sentences, 6000 pairs"; of regions in their own words.
std::string countsOf(const ImportSummary& summary) {
    if (summary.pictures == 0)
        return fmt::format("{} images, {} sentences, {} pairs", summary.images, summary.sentences,
                           summary.pairs);
    return fmt::format("{} regions of {} pictures, {} phrases, {} pairs{}",
                       summary.images - summary.proposals, summary.pictures, summary.sentences, summary.pairs,
                       summary.proposals > 0 ? fmt::format(", {} proposals", summary.proposals) : "");
}

void importCaptions(const ImportArguments& arguments, const Environment& environment) {
    ImportOptions options = arguments.options;
    options.format = arguments.format == kLookAtFile ? std::string() : arguments.format;
    if (arguments.preview && options.captions.empty()) {
        for (const std::string& note : previewMatrices(options.features))
            environment.console.print(note);
        return;
    }
    if (arguments.preview) {
        printPreview(previewImport(options, environment.stop), environment.console);
        return;
    }
    const std::filesystem::path folder =
        arguments.project.empty() ? defaultProject(options.source()) : arguments.project;
    constexpr std::size_t kShownProblems = 20;
    const ImportSummary summary =
        importInto(options, folder, environment.stop, environment.console.sink(), kShownProblems);
    environment.console.clear();
    for (const auto* sentences : {&summary.notes, &summary.remarks, &summary.problems})
        for (const std::string& sentence : *sentences)
            environment.console.note(sentence);
    environment.console.print(fmt::format(
        "{} {}: {}; {} {} skipped", summary.again ? "Imported again into" : "Imported into", folder.string(),
        countsOf(summary), summary.skipped, summary.skipped == 1 ? "entry" : "entries"));
    environment.console.print(fmt::format("Next: crossview-cli train {}", quoted(folder)));
}

} // namespace

void addImportCommand(CLI::App& program, Action& chosen) {
    auto arguments = std::make_shared<ImportArguments>();
    CLI::App* command =
        program.add_subcommand("import", "Make a project from captions and pictures, or from features");
    command
        ->add_option("CAPTIONS", arguments->options.captions,
                     "File with the captions, or a folder; without it two files of features")
        ->type_name("FILE");
    command
        ->add_option("--images", arguments->options.imageFolder,
                     "Folder of the pictures; default: beside the file")
        ->type_name("DIR");
    command
        ->add_option(
            "--proposals", arguments->options.proposals,
            "Of regions: a table with the columns image, x, y, width, height (or x1, y1, x2, y2) of boxes "
            "without phrases, among which phrases are looked for when a run is evaluated")
        ->type_name("FILE");
    command
        ->add_option("--image-features", arguments->options.features.images,
                     "Features of the images that you have already, a row each: .npy, .npz, .mat, HDF5, "
                     "safetensors (FILE:NAME for one of several arrays), a table of numbers, or a folder of "
                     "numbered .npy files; nothing is extracted from pictures then")
        ->type_name("FILE");
    command
        ->add_option("--text-features", arguments->options.features.texts,
                     "The same of the sentences, a row for each caption")
        ->type_name("FILE");
    command
        ->add_option(
            "--pairs", arguments->options.features.pairs,
            "Without captions: two numbers a line, the rows that match, counted from 0; default: row "
            "by row, or five sentences an image")
        ->type_name("FILE");
    command
        ->add_option(
            "--names", arguments->options.features.names,
            "What the rows of the image features are called, a line each: with captions they are joined to "
            "the pictures by it (file name, name without ending, or id)")
        ->type_name("FILE");
    command
        ->add_option("--text-names", arguments->options.features.sentenceNames, "The same of the sentences")
        ->type_name("FILE");
    command->add_option("--format", arguments->format, "How the file is written; auto: look at the file")
        ->type_name(formatKeys())
        ->check(CLI::IsMember(formatChoices()).description(""));
    command->add_option("--name", arguments->options.name, "Name of the data set; default: the file's")
        ->type_name("TEXT");
    command
        ->add_option(
            "--project", arguments->project,
            "Project folder to make, or to import into again; default: the file's name with .crossview")
        ->type_name("DIR");
    command->add_flag("--preview", arguments->preview,
                      "Only show the format, the first captions and what would be skipped; writes nothing");
    command->footer(
        formatHelp() +
        "What was taken is said (format, columns, folders); wrong lines are counted and skipped, each reason "
        "listed once.\n\n"
        "Examples:\n"
        "  crossview-cli import captions.tsv --images photos --project mine.crossview\n"
        "  crossview-cli import results_20130124.token --images flickr30k-images\n"
        "  crossview-cli import captions.txt --preview\n"
        "  crossview-cli import flickr30k_entities --images flickr30k-images --proposals edge_boxes.csv\n"
        "  crossview-cli import regions.csv --images photos       # image, x, y, width, height, phrase\n"
        "  crossview-cli import folder_of_pictures_and_captions\n"
        "  crossview-cli import folder_of_img2dataset --project web.crossview\n"
        "  crossview-cli import captions.tsv --image-features clip_images.npy --text-features "
        "clip_texts.npy\n"
        "  crossview-cli import captions.tsv --image-features vgg_feats.mat:feats\n"
        "  crossview-cli import folder_of_clip_retrieval --preview\n"
        "  crossview-cli import --image-features audio.npy --text-features video.npy --names songs.txt\n"
        "  crossview-cli import dataset_flickr8k.json --images Flicker8k_Dataset --project f8k.crossview");
    command->callback([arguments, &chosen] {
        const FeatureFiles& features = arguments->options.features;
        if (arguments->options.captions.empty() && (features.images.empty() || features.texts.empty()))
            throw CLI::RequiredError("CAPTIONS, or --image-features and --text-features");
        if (!features.any() &&
            !(features.pairs.empty() && features.names.empty() && features.sentenceNames.empty()))
            throw CLI::ValidationError("--pairs, --names and --text-names go with --image-features and "
                                       "--text-features");
        chosen = [arguments](const Environment& environment) { importCaptions(*arguments, environment); };
    });
}

} // namespace crossview
