#include "commands/list_command.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace crossview {

void listUnlessSubcommand(CLI::App& command, Action& chosen, void (*printList)(Console&),
                          void (*printJson)(Console&)) {
    auto json = std::make_shared<bool>(false);
    command.add_flag("--json", *json, "The list as JSON");
    command.require_subcommand(0, 1);
    command.callback([&command, &chosen, json, printList, printJson] {
        if (!command.get_subcommands().empty())
            return; // that one has set the action
        chosen = [json, printList, printJson](const Environment& environment) {
            (*json ? printJson : printList)(environment.console);
        };
    });
}

} // namespace crossview
