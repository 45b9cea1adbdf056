#pragma once

#include "commands/commands.h"

namespace crossview {

/// A command that has subcommands, and without one prints a list: as JSON with --json, which is added here.
void listUnlessSubcommand(CLI::App& command, Action& chosen, void (*printList)(Console&),
                          void (*printJson)(Console&));

} // namespace crossview
