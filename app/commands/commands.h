#pragma once

#include "commands/console.h"

#include <functional>
#include <stop_token>

namespace CLI {
class App;
}

namespace crossview {

/// What a subcommand works with.
struct Environment {
    std::stop_token stop; ///< asked by Ctrl+C
    Console& console;     ///< stdout for results, stderr for progress
};

/// A subcommand ready to run; set while the arguments are read. Throws Error on bad input, Cancelled on a
/// stop.
using Action = std::function<void(const Environment&)>;

// Each adds one subcommand to the program, with its help; reading it sets `chosen`.
void addDemoCommand(CLI::App& program, Action& chosen);
void addImportCommand(CLI::App& program, Action& chosen);
void addCheckCommand(CLI::App& program, Action& chosen);
void addEditCommand(CLI::App& program, Action& chosen);
void addFeaturesCommand(CLI::App& program, Action& chosen);
void addEncodersCommand(CLI::App& program, Action& chosen);
void addNetworksCommand(CLI::App& program, Action& chosen);
void addTrainCommand(CLI::App& program, Action& chosen);
void addAblateCommand(CLI::App& program, Action& chosen);
void addBaselinesCommand(CLI::App& program, Action& chosen);
void addEvaluateCommand(CLI::App& program, Action& chosen);
void addExportCommand(CLI::App& program, Action& chosen);
void addProjectCommand(CLI::App& program, Action& chosen);
void addQueryCommand(CLI::App& program, Action& chosen);
void addRelinkCommand(CLI::App& program, Action& chosen);
void addReportCommand(CLI::App& program, Action& chosen);
void addRunsCommand(CLI::App& program, Action& chosen);

} // namespace crossview
