#pragma once

#include "commands/commands.h"
#include "dataset/dataset.h"
#include "options/run_options.h"

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace crossview {

/// Options as they were given: a preset by name and changes to it as text.
struct OptionChanges {
    std::string preset; ///< empty: the picture-book preset, suited to the data
    std::vector<std::pair<std::string, std::string>> values; ///< key and text, in the order of optionFields()
};

/// Adds --preset and one flag per option field (--loss.margin 0.2 …; those of the section Run also by their
/// last word: --seed) to a subcommand.
void addOptionFlags(CLI::App& command, OptionChanges& changes);

/// The preset with the changes, and the edits of the project's data; the way to split follows the data where
/// nobody chose one (presetFor). Throws Error naming the key and what is allowed.
RunOptions resolvedOptions(const OptionChanges& changes, const std::filesystem::path& project,
                           const Dataset& imported, Console& console);

/// Only the changes, on top of `options` (a stored run's).
void applyChanges(const OptionChanges& changes, RunOptions& options);

/// A person who names a network's file on the command line allows it to run on this machine, and is told so;
/// one that a preset or a stored run names is not allowed by that. Throws Error when the file is no network.
void allowNamedNetwork(const OptionChanges& changes, const RunOptions& options,
                       const Environment& environment);

/// Splits "key=value". Throws Error when there is no "=".
std::pair<std::string, std::string> keyAndValue(const std::string& text);

} // namespace crossview
