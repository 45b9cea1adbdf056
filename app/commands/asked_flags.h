#pragma once

#include "commands/commands.h"

#include <string>

namespace crossview {

/// Adds --protocol, --ties and --pool: how recall is counted.
void addProtocolFlags(CLI::App& command, std::string& protocol, std::string& ties, std::string& pool);

/// The same with --split, of a project that was trained itself.
void addAskedFlags(CLI::App& command, std::string& split, std::string& protocol, std::string& ties,
                   std::string& pool);

} // namespace crossview
