#include "training/run_state.h"

#include "common/error.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace crossview {

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
        json.at("epoch").get_to(state.epoch);
        json.at("batch").get_to(state.batch);
        json.at("step").get_to(state.step);
        json.at("epochTotal").get_to(state.epochTotal);
        json.at("epochSeconds").get_to(state.epochSeconds);
        json.at("bestEpoch").get_to(state.bestEpoch);
        json.at("bestScore").get_to(state.bestScore);
        json.at("lambda1").get_to(state.live.lambda1);
        json.at("lambda2").get_to(state.live.lambda2);
        json.at("lambda3").get_to(state.live.lambda3);
        json.at("margin").get_to(state.live.margin);
        json.at("learningRate").get_to(state.live.learningRate);
        json.at("topK").get_to(state.live.topK);
        state.options = runOptionsFromJson(json.at("options").get<std::string>());
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
