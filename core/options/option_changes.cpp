#include "options/option_changes.h"

#include "common/hash.h"
#include "options/data_edit_json.h"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <string>

namespace crossview {

namespace {

/// How many edits of the data a run has learned from, with a mark that tells other ones of the same number.
/// No option that is set: a list of runs has a column of it.
OptionField editsField() {
    OptionField field;
    field.section = "Data";
    field.key = "edits";
    field.label = "Edits of the data";
    field.help =
        "How many edits of the data the run has learned from (crossview-cli edit), with a mark that is "
        "the same for the same edits.";
    field.get = [](const RunOptions& options) -> OptionValue {
        if (options.edits.empty())
            return std::string("none");
        Hash hash;
        hash.add(toJson(options.edits).dump());
        return fmt::format("{} ({})", options.edits.size(), hash.hex().substr(0, 4));
    };
    return field;
}

} // namespace

bool needOtherData(const RunOptions& wanted, const RunOptions& present) {
    return wanted.edits != present.edits ||
           std::ranges::any_of(optionFields(), [&](const OptionField& field) {
               const bool aboutData = field.key.starts_with("split.") || field.key.starts_with("features.");
               return aboutData && field.get(wanted) != field.get(present);
           });
}

RunOptions withLiveOf(RunOptions options, const RunOptions& live) {
    for (const OptionField& field : optionFields())
        if (field.live)
            field.set(options, field.get(live));
    options.preset = live.preset;
    return options;
}

bool makeTheSameRun(const RunOptions& a, const RunOptions& b) {
    return toJson(withLiveOf(a, b)) == toJson(b);
}

std::vector<const OptionField*> differingFields(std::span<const RunOptions> options) {
    std::vector<const OptionField*> differing;
    for (const OptionField& field : optionFields())
        if (std::ranges::any_of(
                options, [&](const RunOptions& one) { return field.get(one) != field.get(options.front()); }))
            differing.push_back(&field);
    static const OptionField edits = editsField();
    if (std::ranges::any_of(options,
                            [&](const RunOptions& one) { return one.edits != options.front().edits; }))
        differing.push_back(&edits);
    return differing;
}

RunOptions presetInPlaceOf(const RunOptions& present, std::string_view name, bool keepSplit) {
    RunOptions options = preset(name);
    options.device = present.device;
    if (keepSplit) {
        options.split = present.split;
        options.edits = present.edits;
    }
    return options;
}

} // namespace crossview
