#pragma once

#include "dataset/dataset.h"
#include "options/run_options.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace CLI {
class App;
}

namespace crossview {

/// Options as they were given: a preset by name and changes to it as text.
struct OptionChanges {
    std::string preset; ///< empty: the picture-book preset, suited to the data
    std::vector<std::pair<std::string, std::string>> values; ///< key and text, in the order of optionFields()
};

/// Adds --preset and one flag per option field (--loss.margin 0.2 …; those of the section Run also by their
/// last word: --seed) to a subcommand.
void addOptionFlags(CLI::App& command, OptionChanges& changes);

/// The preset with the changes; the way to split follows the data where nobody chose one (presetFor). Throws
/// Error naming the key and what is allowed.
RunOptions resolvedOptions(const OptionChanges& changes, const Dataset& dataset);

/// Only the changes, on top of `options` (a stored run's).
void applyChanges(const OptionChanges& changes, RunOptions& options);

/// Splits "key=value". Throws Error when there is no "=".
std::pair<std::string, std::string> keyAndValue(const std::string& text);

} // namespace crossview
