#include "commands/commands.h"
#include "commands/run_options.h"
#include "commands/training_output.h"
#include "project/project.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace crossview {

void addFeaturesCommand(CLI::App& program, Action& chosen) {
    struct Arguments {
        std::filesystem::path project;
        OptionChanges changes;
    };
    auto arguments = std::make_shared<Arguments>();
    CLI::App* command =
        program.add_subcommand("features", "Split the data and extract features (train does it too)");
    command->add_option("PROJECT", arguments->project, "Project folder")->required()->type_name("DIR");
    addOptionFlags(*command, arguments->changes);
    command->footer(
        "Features are stored once under PROJECT/features, named by what they were made from; a second "
        "call takes them from there.\n\n"
        "A network of your own, ONNX or TorchScript, adds what it sees in the pictures: name its file, how "
        "many components to keep, and the input that it was trained with. Without a layer its output is "
        "taken; means and deviations are those of pixels from 0 to 255. Naming a file here allows it to run "
        "on this machine ('crossview-cli networks' lists what is).\n\n"
        "Examples:\n  crossview-cli features mine.crossview\n"
        "  crossview-cli features mine.crossview --features.image.network.file resnet50.onnx \\\n"
        "      --features.image.network.components 400 --features.image.network.size 224");
    command->callback([arguments, &chosen] {
        chosen = [arguments](const Environment& environment) {
            const std::shared_ptr<const Dataset> dataset = Project::open(arguments->project).loadDataset();
            const RunOptions options =
                resolvedOptions(arguments->changes, arguments->project, *dataset, environment.console);
            allowNamedNetwork(arguments->changes, options, environment);
            const auto session =
                openSession(arguments->project, options, environment.stop, environment.console.sink());
            describeSession(environment, *session);
            const FeatureSet& features = *session->input.features;
            environment.console.print(fmt::format(
                "Stored: {} × {} image values, {} × {} sentence values in {}", features.images.rows(),
                features.images.cols(), features.sentences.rows(), features.sentences.cols(),
                (arguments->project / "features" / (dataset->given().any() ? std::string() : features.key))
                    .string()));
        };
    });
}

} // namespace crossview
