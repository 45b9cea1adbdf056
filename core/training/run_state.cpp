#include "training/run_state.h"

#include "common/checked_json.h"
#include "common/error.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace crossview {
namespace {

/// The values in force, each within the range of its option.
LiveOptions liveFromJson(const nlohmann::json& json, RunOptions options) {
    for (const OptionField& field : optionFields()) {
        if (!field.live)
            continue;
        const auto& value = json.at(field.key.substr(field.key.rfind('.') + 1)); // "margin" of "loss.margin"
        if (const auto whole = wholeNumber<std::int64_t>(value))
            field.set(options, *whole);
        else
            field.set(options, value.get<double>());
    }
    return liveOptions(options);
}

} // namespace

std::string toJson(const RunState& state) {
    const nlohmann::json json = {{"epoch", state.epoch},
                                 {"batch", state.batch},
                                 {"step", state.step},
                                 {"epochTotal", state.epochTotal},
                                 {"epochSeconds", state.epochSeconds},
                                 {"bestEpoch", state.bestEpoch},
                                 {"bestScore", state.bestScore},
                                 {"lambda1", state.live.lambda1},
                                 {"lambda2", state.live.lambda2},
                                 {"lambda3", state.live.lambda3},
                                 {"margin", state.live.margin},
                                 {"learningRate", state.live.learningRate},
                                 {"topK", state.live.topK},
                                 {"options", toJson(state.options)},
                                 {"dataKey", state.dataKey}};
    return json.dump();
}

RunState runStateFromJson(std::string_view text) {
    try {
        const auto json = nlohmann::json::parse(text);
        RunState state;
        const auto count = [&json](const char* name, auto& number) {
            const auto value = wholeNumber<std::remove_reference_t<decltype(number)>>(json.at(name));
            if (!value || *value < 0)
                throw Error(fmt::format("The checkpoint's counters are damaged ({} is none); remove it to "
                                        "start the run again.",
                                        name));
            number = *value;
        };
        count("epoch", state.epoch);
        count("batch", state.batch);
        count("step", state.step);
        json.at("epochTotal").get_to(state.epochTotal);
        json.at("epochSeconds").get_to(state.epochSeconds);
        count("bestEpoch", state.bestEpoch);
        json.at("bestScore").get_to(state.bestScore);
        state.options = runOptionsFromJson(json.at("options").get<std::string>());
        state.live = liveFromJson(json, state.options);
        json.at("dataKey").get_to(state.dataKey);
        return state;
    } catch (const nlohmann::json::exception& error) {
        throw Error(fmt::format(
            "The checkpoint's counters are damaged ({}); remove it to start the run again.", error.what()));
    }
}

void checkResumable(const RunState& state, const RunOptions& options, const std::string& dataKey) {
    if (state.dataKey != dataKey)
        throw Error("The run was trained on other data or features than these; start a new run.");
    for (const OptionField& field : optionFields()) {
        if (field.live || field.key == "optimiser.epochs" || field.key == "device")
            continue;
        const OptionValue before = field.get(state.options);
        const OptionValue now = field.get(options);
        if (before != now) {
            const auto shown = [](const OptionValue& value) {
                return std::visit([](const auto& held) { return fmt::format("{}", held); }, value);
            };
            throw Error(fmt::format(
                "The run was started with {} = {} and cannot go on with {}; set it back, or start "
                "a new run.",
                field.key, shown(before), shown(now)));
        }
    }
}

} // namespace crossview
