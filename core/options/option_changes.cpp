#include "options/option_changes.h"

#include <algorithm>

namespace crossview {

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
