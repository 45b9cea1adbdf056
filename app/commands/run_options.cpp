#include "commands/run_options.h"

#include "common/error.h"
#include "encoders/user/trusted_networks.h"
#include "options/suited_split.h"
#include "project/data_edits.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace crossview {

namespace {

std::string valueHint(const OptionField& field) {
    const OptionValue value = field.get(preset(kDefaultPreset));
    if (!field.choices.empty())
        return fmt::format("{}", fmt::join(field.choices, "|"));
    if (std::holds_alternative<bool>(value))
        return "true|false";
    if (std::holds_alternative<std::string>(value))
        return "TEXT";
    return fmt::format("{:.10g}..{:.10g}{}{}", field.minimum, field.maximum, field.unit.empty() ? "" : " ",
                       field.unit);
}

} // namespace

void addOptionFlags(CLI::App& command, OptionChanges& changes) {
    command
        .add_option("--preset", changes.preset,
                    fmt::format("Start from these settings: {}", fmt::join(presetNames(), ", ")))
        ->type_name("NAME")
        ->group("Run");
    for (const OptionField& field : optionFields()) {
        if (field.key == "preset")
            continue;
        std::string names = "--" + field.key;
        const std::size_t dot = field.key.rfind('.');
        if (field.section == "Run" && dot != std::string::npos)
            names = "--" + field.key.substr(dot + 1) + "," + names;
        command
            .add_option_function<std::string>(
                names,
                [&changes, key = field.key](const std::string& text) {
                    changes.values.emplace_back(key, text);
                },
                field.help)
            ->type_name(valueHint(field))
            ->group(field.section);
    }
}

RunOptions resolvedOptions(const OptionChanges& changes, const std::filesystem::path& project,
                           const Dataset& imported, Console& console) {
    RunOptions options = presetFor(imported, changes.preset.empty() ? kDefaultPreset : changes.preset);
    applyChanges(changes, options);
    const StoredEdits stored = readEdits(project, imported);
    if (!stored.remark.empty())
        console.note(stored.remark);
    options.edits = changingEdits(stored.edits);
    return options;
}

void applyChanges(const OptionChanges& changes, RunOptions& options) {
    for (const auto& [key, text] : changes.values)
        setOption(options, key, text);
}

void allowNamedNetwork(const OptionChanges& changes, const RunOptions& options,
                       const Environment& environment) {
    const ImageFeatureOptions& features = options.features.image;
    const bool isNamed = std::ranges::any_of(
        changes.values, [](const auto& change) { return change.first == "features.image.network.file"; });
    std::error_code failure;
    if (!isNamed || features.networkComponents == 0 ||
        !std::filesystem::exists(features.network.file, failure)) // stored features outlive their network
        return;
    const NetworkFacts network = networkFacts(features.network.file, environment.stop);
    if (trustNetwork(network))
        environment.console.note(allowedSentence(network));
}

std::pair<std::string, std::string> keyAndValue(const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
        throw Error(fmt::format("'{}' is no setting: write key=value, e.g. loss.margin=0.2.", text));
    return {text.substr(0, equals), text.substr(equals + 1)};
}

} // namespace crossview
