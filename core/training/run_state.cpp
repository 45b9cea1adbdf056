#include "training/run_state.h"

#include "common/error.h"
#include "files/checked_json.h"

#include <fmt/format.h>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

namespace crossview {
namespace {

using Json = nlohmann::json;

/// What counts something, and is no other kind of number.
void takeCount(const Json& json, const char* name, auto& number) {
    const auto value = wholeNumber<std::remove_reference_t<decltype(number)>>(json.at(name));
    if (!value || std::cmp_less(*value, 0))
        throw Error(fmt::format(
            "The checkpoint's counters are damaged ({} is none); remove it to start the run again.", name));
    number = *value;
}

Json jsonOf(const Recall& recall) {
    return {{"r1", recall.r1},
            {"r5", recall.r5},
            {"r10", recall.r10},
            {"medianRank", recall.medianRank},
            {"queries", recall.queries}};
}

Json jsonOf(const EpochMetrics& epoch) {
    return {{"epoch", epoch.epoch},
            {"step", epoch.step},
            {"meanTotal", epoch.meanTotal},
            {"best", epoch.best},
            {"seconds", epoch.seconds},
            {"imageToSentence", jsonOf(epoch.validation.imageToSentence)},
            {"sentenceToImage", jsonOf(epoch.validation.sentenceToImage)}};
}

/// What is no number is written as null.
double numberOf(const Json& value) {
    return value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
}

Recall recallOf(const Json& json) {
    Recall recall;
    recall.r1 = numberOf(json.at("r1"));
    recall.r5 = numberOf(json.at("r5"));
    recall.r10 = numberOf(json.at("r10"));
    recall.medianRank = numberOf(json.at("medianRank"));
    takeCount(json, "queries", recall.queries);
    return recall;
}

EpochMetrics epochOf(const Json& json) {
    EpochMetrics epoch;
    takeCount(json, "epoch", epoch.epoch);
    takeCount(json, "step", epoch.step);
    epoch.meanTotal = numberOf(json.at("meanTotal"));
    json.at("best").get_to(epoch.best);
    epoch.seconds = numberOf(json.at("seconds"));
    epoch.validation.imageToSentence = recallOf(json.at("imageToSentence"));
    epoch.validation.sentenceToImage = recallOf(json.at("sentenceToImage"));
    return epoch;
}

/// The values in force, each within the range of its option.
LiveOptions liveFromJson(const Json& json, RunOptions options) {
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
    Json json = {{"epoch", state.epoch},
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
    if (state.lastEpoch)
        json["lastEpoch"] = jsonOf(*state.lastEpoch);
    return json.dump();
}

RunState runStateFromJson(std::string_view text) {
    try {
        const auto json = Json::parse(text);
        RunState state;
        takeCount(json, "epoch", state.epoch);
        takeCount(json, "batch", state.batch);
        takeCount(json, "step", state.step);
        json.at("epochTotal").get_to(state.epochTotal);
        json.at("epochSeconds").get_to(state.epochSeconds);
        takeCount(json, "bestEpoch", state.bestEpoch);
        json.at("bestScore").get_to(state.bestScore);
        state.options = runOptionsFromJson(json.at("options").get<std::string>());
        state.live = liveFromJson(json, state.options);
        json.at("dataKey").get_to(state.dataKey);
        if (json.contains("lastEpoch"))
            state.lastEpoch = epochOf(json.at("lastEpoch"));
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
            throw Error(fmt::format(
                "The run was started with {} = {} and cannot go on with {}; set it back, or start "
                "a new run.",
                field.key, textOf(before), textOf(now)));
        }
    }
}

} // namespace crossview
