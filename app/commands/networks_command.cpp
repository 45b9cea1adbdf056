#include "commands/commands.h"
#include "commands/list_command.h"
#include "commands/report.h"
#include "common/error.h"
#include "encoders/user/trusted_networks.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>

namespace crossview {

namespace {

struct NetworksArguments {
    std::vector<std::string> files;
    std::vector<std::string> forgotten;
};

void printList(Console& console) {
    const std::vector<TrustedNetwork> networks = trustedNetworks();
    if (networks.empty())
        console.print("No network is allowed to run on this machine. To allow one: crossview-cli networks "
                      "allow FILE");
    for (const TrustedNetwork& entry : networks) {
        console.print(entry.network.file.string());
        console.print(fmt::format("  {}, {}, allowed {}", nameOf(entry.network.kind),
                                  sizeText(entry.network.bytes), entry.allowed));
        console.print(fmt::format("  SHA-256 {}", entry.network.sha256));
    }
}

void printJson(Console& console) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const TrustedNetwork& entry : trustedNetworks())
        list.push_back({{"file", entry.network.file.string()},
                        {"kind", nameOf(entry.network.kind)},
                        {"bytes", entry.network.bytes},
                        {"sha256", entry.network.sha256},
                        {"allowed", entry.allowed}});
    console.print(jsonText({{"memory", trustedNetworksFile().string()}, {"networks", list}}));
}

void allow(const NetworksArguments& arguments, const Environment& environment) {
    for (const std::string& file : arguments.files) {
        const NetworkFacts network = networkFacts(file, environment.stop);
        const bool isNew = trustNetwork(network);
        environment.console.print(isNew ? allowedSentence(network)
                                        : describeNetwork(network) + " was allowed before.");
        environment.console.print(fmt::format("  SHA-256 {}", network.sha256));
    }
}

void forget(const NetworksArguments& arguments, const Environment& environment) {
    for (const std::string& name : arguments.forgotten)
        for (const TrustedNetwork& entry : forgetNetworks(name))
            environment.console.print(
                fmt::format("{} is not allowed to run any more.", describeNetwork(entry.network)));
}

void addAllow(CLI::App& networks, const std::shared_ptr<NetworksArguments>& arguments, Action& chosen) {
    CLI::App* command = networks.add_subcommand("allow", "Allow network files to run on this machine");
    command->add_option("FILE", arguments->files, "ONNX or TorchScript files")->required()->type_name("FILE");
    command->footer("What is allowed is the content, by its SHA-256: wherever the file lies, and until a "
                    "byte of it changes. Nothing of it is run for this.\n\n"
                    "Example:\n  crossview-cli networks allow resnet50.pt");
    command->callback([arguments, &chosen] {
        chosen = [arguments](const Environment& environment) { allow(*arguments, environment); };
    });
}

void addForget(CLI::App& networks, const std::shared_ptr<NetworksArguments>& arguments, Action& chosen) {
    CLI::App* command = networks.add_subcommand("forget", "Take back what was allowed");
    command
        ->add_option("NAME", arguments->forgotten,
                     "Paths as they are listed, or first digits (at least 8) of a SHA-256")
        ->required()
        ->type_name("FILE|SHA-256");
    command->callback([arguments, &chosen] {
        chosen = [arguments](const Environment& environment) { forget(*arguments, environment); };
    });
}

} // namespace

void addNetworksCommand(CLI::App& program, Action& chosen) {
    auto arguments = std::make_shared<NetworksArguments>();
    CLI::App* command = program.add_subcommand(
        "networks", "List, allow or forget network files of one's own that may run on this machine");
    addAllow(*command, arguments, chosen);
    addForget(*command, arguments, chosen);
    command->footer(
        "A project may name a network file, and a TorchScript file is a program: it can write files or never "
        "end. A project from somebody else is data, so such a file runs only after a person has allowed it "
        "on this machine: here, in the window, or by naming it with --features.image.network.file. What is "
        "allowed is remembered in crossview/allowed-networks.json under $XDG_DATA_HOME or ~/.local/share.\n"
        "JSON: {\"memory\": …, \"networks\": [{\"file\", \"kind\", \"bytes\", \"sha256\", \"allowed\"}, "
        "…]}\n\n"
        "Examples:\n"
        "  crossview-cli networks\n"
        "  crossview-cli networks allow resnet50.pt\n"
        "  crossview-cli networks forget resnet50.pt");
    listUnlessSubcommand(*command, chosen, &printList, &printJson);
}

} // namespace crossview
