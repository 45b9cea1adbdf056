#include "options/run_options.h"

#include "common/error.h"
#include "common/text.h"
#include "files/checked_json.h"
#include "options/data_edit_json.h"
#include "options/field_builder.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>
#include <optional>

namespace crossview {
namespace {

[[noreturn]] void refuse(const OptionField& field, const OptionValue& value, const std::string& allowed) {
    throw Error(fmt::format("{} is \"{}\", but must be {}.", field.key, textOf(value), allowed));
}

std::string range(const OptionField& field, const char* kind) {
    return fmt::format("{} between {} and {}", kind, field.minimum, field.maximum);
}

/// The value as a number, if it is one.
std::optional<double> number(const OptionValue& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value))
        return static_cast<double>(*integer);
    if (const auto* real = std::get_if<double>(&value))
        return *real;
    return std::nullopt;
}

const OptionField& fieldOf(std::string_view key) {
    const auto fields = optionFields();
    const auto found =
        std::find_if(fields.begin(), fields.end(), [key](const auto& field) { return field.key == key; });
    if (found != fields.end())
        return *found;
    std::vector<std::string> alike; // the same last word, else the whole section
    const auto last = key.substr(key.rfind('.') + 1);
    for (const OptionField& field : fields)
        if (!last.empty() && field.key.find(last) != std::string::npos)
            alike.push_back(field.key);
    throw Error(alike.empty() ? fmt::format("There is no option \"{}\"; --help lists all of them.", key)
                              : fmt::format("There is no option \"{}\"; did you mean {}?", key,
                                            fmt::join(alike, " or ")));
}

OptionValue fromText(const OptionValue& like, std::string_view text) {
    const std::string_view word = trimmed(text);
    if (std::holds_alternative<bool>(like)) {
        for (const auto* yes : {"true", "on", "yes", "1"})
            if (word == yes)
                return true;
        for (const auto* no : {"false", "off", "no", "0"})
            if (word == no)
                return false;
        return std::string(text);
    }
    if (std::holds_alternative<std::int64_t>(like)) {
        if (const auto integer = parseInteger(word))
            return std::int64_t{*integer};
        return std::string(text);
    }
    if (std::holds_alternative<double>(like)) {
        if (const auto real = parseDouble(word))
            return *real;
        return std::string(text);
    }
    return std::string(word);
}

/// Whether a text can be kept with its run: JSON is UTF-8.
bool fitsJson(const std::string& text) {
    try {
        return !nlohmann::json(text).dump().empty();
    } catch (const nlohmann::json::exception&) {
        return false;
    }
}

OptionValue fromJson(const nlohmann::json& value) {
    if (value.is_boolean())
        return value.get<bool>();
    if (value.is_number_integer())
        return value.get<std::int64_t>();
    if (value.is_number())
        return value.get<double>();
    if (value.is_string())
        return value.get<std::string>();
    return value.dump();
}

} // namespace

std::string textOf(const OptionValue& value) {
    return std::visit([](const auto& held) { return fmt::format("{}", held); }, value);
}

std::int64_t checkedInteger(const OptionField& field, const OptionValue& value) {
    const auto real = number(value);
    if (!real || !(*real >= field.minimum && *real <= field.maximum) || *real != std::floor(*real))
        refuse(field, value, range(field, "a whole number"));
    return static_cast<std::int64_t>(*real);
}

double checkedReal(const OptionField& field, const OptionValue& value) {
    const auto real = number(value);
    if (!real || !(*real >= field.minimum && *real <= field.maximum))
        refuse(field, value, range(field, "a number"));
    return *real;
}

bool checkedToggle(const OptionField& field, const OptionValue& value) {
    if (const auto* toggle = std::get_if<bool>(&value))
        return *toggle;
    refuse(field, value, "true or false");
}

std::size_t checkedChoice(const OptionField& field, const OptionValue& value) {
    const auto* word = std::get_if<std::string>(&value);
    const auto found =
        word ? std::find(field.choices.begin(), field.choices.end(), *word) : field.choices.end();
    if (found == field.choices.end())
        refuse(field, value, fmt::format("one of {}", fmt::join(field.choices, ", ")));
    return static_cast<std::size_t>(found - field.choices.begin());
}

std::string checkedText(const std::string& key, const OptionValue& value) {
    constexpr std::size_t kLongest = 4096;
    const auto* text = std::get_if<std::string>(&value);
    const bool readable = text && fitsJson(*text) && std::ranges::none_of(*text, [](char c) {
                              return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
                          });
    if (!readable || text->size() > kLongest)
        throw Error(fmt::format("{} must be one line of readable text of at most {} bytes.", key, kLongest));
    return *text;
}

std::string checkedDevice(const OptionField& field, const OptionValue& value) {
    const auto* word = std::get_if<std::string>(&value);
    const bool known =
        word && (*word == "cpu" || *word == "cuda" ||
                 (word->starts_with("cuda:") && word->size() > 5 && word->size() < 8 &&
                  std::all_of(word->begin() + 5, word->end(), [](char c) { return c >= '0' && c <= '9'; })));
    if (!known)
        refuse(field, value, "cpu, cuda, or cuda: and the number of a card");
    return *word;
}

TextUnit validationProtocol(TextUnit trainedOn) {
    return trainedOn == TextUnit::sentences ? TextUnit::sentences : TextUnit::documents;
}

LiveOptions liveOptions(const RunOptions& options) {
    return {options.loss.lambda1, options.loss.lambda2,           options.loss.lambda3,
            options.loss.margin,  options.optimiser.learningRate, options.loss.topK};
}

void setOption(RunOptions& options, std::string_view key, std::string_view text) {
    const OptionField& field = fieldOf(key);
    field.set(options, fromText(field.get(options), text));
}

std::string toJson(const RunOptions& options) {
    nlohmann::ordered_json json;
    json["preset"] = options.preset;
    for (const OptionField& field : optionFields())
        std::visit([&](const auto& value) { json[field.key] = value; }, field.get(options));
    if (!options.edits.empty())
        json["edits"] = toJson(options.edits);
    return json.dump(2);
}

RunOptions runOptionsFromJson(std::string_view text) {
    const auto json = parseForeignJson(text);
    if (!json.is_object())
        throw Error("The run options are no JSON object; write them as {\"preset\": \"picture-book\", "
                    "\"loss.margin\": 0.2}.");
    RunOptions options;
    if (const auto named = json.find("preset"); named != json.end()) {
        if (!named->is_string())
            throw Error(fmt::format("preset is {}, but must be one of {}.", named->dump(),
                                    fmt::join(presetNames(), ", ")));
        // Fields that the file leaves out follow its preset. A name of a later version is kept as it stands.
        const auto names = presetNames();
        const auto name = named->get<std::string>();
        if (std::find(names.begin(), names.end(), name) != names.end())
            options = preset(name);
        options.preset = name;
    }
    options.precision = Precision::float32; // what runs of before this option were trained in
    // A whole file of the time before the encoders names every block that its run had.
    if (json.contains("features.image.hsvComponents") && !json.contains("features.image.lite2Components"))
        options.features.image.lite0Components = options.features.image.lite2Components =
            options.features.text.miniLmComponents = 0;
    // A whole file of the time when all blocks weighed the same.
    if (json.contains("features.image.hsvComponents") && !json.contains("features.image.plainWeight"))
        options.features.image.plainWeight = 1;
    // Whole files of the time before names.
    if (json.contains("features.image.hsvComponents") && !json.contains("features.image.nameComponents"))
        options.features.image.nameComponents = 0;
    if (json.contains("batch.images") && !json.contains("batch.classPairs"))
        options.batch.classPairs = 0;
    for (const OptionField& field : optionFields())
        if (const auto value = json.find(field.key); value != json.end())
            field.set(options, fromJson(*value));
    if (const auto edits = json.find("edits"); edits != json.end())
        options.edits = dataEditsFromJson(*edits);
    return options;
}

} // namespace crossview
