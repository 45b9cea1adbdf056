#include "options/user_network_fields.h"

#include "common/error.h"
#include "common/text.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace crossview {
namespace {

using Colours = std::array<float, 3>;

std::string shown(const Colours& values) {
    return fmt::format("{} {} {}", values[0], values[1], values[2]);
}

/// Three numbers between blanks or commas.
std::optional<Colours> threeNumbers(std::string text) {
    std::ranges::replace(text, ',', ' ');
    Colours values{};
    std::size_t count = 0;
    for (const std::string_view part : split(text, ' ')) {
        if (trimmed(part).empty())
            continue;
        const auto number = parseDouble(trimmed(part));
        if (!number || count == values.size())
            return std::nullopt;
        values[count++] = static_cast<float>(*number);
    }
    return count == values.size() ? std::optional(values) : std::nullopt;
}

/// Numbers for pixels of 0…255. Those for pixels of 0…1, as torchvision's pages show them, are told apart
/// instead of being taken for what they are not.
Colours checkedColours(const std::string& key, const OptionValue& value, bool divisors) {
    const auto* text = std::get_if<std::string>(&value);
    const auto numbers = text ? threeNumbers(*text) : std::nullopt;
    const auto all = [&](auto test) { return std::ranges::all_of(*numbers, test); };
    if (!numbers || !all([](float number) { return std::isfinite(number); }) ||
        (divisors && !all([](float number) { return std::isnormal(number) && number > 0; })))
        throw Error(fmt::format("{} is \"{}\", but must be three {} such as \"{}\".", key,
                                text ? *text : "no text", divisors ? "numbers above 0" : "numbers",
                                shown(divisors ? NetworkRecipe{}.deviation : NetworkRecipe{}.mean)));
    if (all([](float number) { return number > 0 && number < 1; }))
        throw Error(
            fmt::format("{} is \"{}\", but pixels go from 0 to 255 here: write \"{:.6g} {:.6g} {:.6g}\".",
                        key, *text, (*numbers)[0] * 255.0, (*numbers)[1] * 255.0, (*numbers)[2] * 255.0));
    return *numbers;
}

void addColours(FieldBuilder& add, const char* key, const char* label, const char* help,
                Colours NetworkRecipe::*member, bool divisors) {
    add.custom(
        key, label, help,
        [member](const RunOptions& options) { return shown(options.features.image.network.*member); },
        [member, key, divisors](RunOptions& options, const OptionValue& value) {
            options.features.image.network.*member = checkedColours(key, value, divisors);
        });
}

} // namespace

void addUserNetworkFields(FieldBuilder& add) {
    add.custom(
           "features.image.network.file", "File",
           "ONNX or TorchScript file of the network whose values become a part of x.",
           [](const RunOptions& options) { return options.features.image.network.file.string(); },
           [](RunOptions& options, const OptionValue& value) {
               options.features.image.network.file = checkedText("features.image.network.file", value);
           })
        .file = "*.onnx *.pt *.pth *.ts";
    add.custom(
        "features.image.network.layer", "Layer",
        "Name of the layer whose values are taken, averaged over space; empty takes the network's output.",
        [](const RunOptions& options) { return options.features.image.network.layer; },
        [](RunOptions& options, const OptionValue& value) {
            options.features.image.network.layer = checkedText("features.image.network.layer", value);
        });
    add.integer(
        "features.image.network.size", "Input size", "Pixels per side of the square that the network takes.",
        "px", 1, 4096, 16, [](auto& o) -> auto& { return o.features.image.network.size; });
    add.integer(
        "features.image.network.resize", "Resize to",
        "Pixels of the picture's side before the input is cut out of its middle; 0 is the input size, or 8/7 "
        "of it for ten crops.",
        "px", 0, 4096, 16, [](auto& o) -> auto& { return o.features.image.network.resize; });
    add.choice(
        "features.image.network.crop", "Not square",
        "Cuts off what hangs over the square (crop), or shows the whole picture on white (whole).",
        {"crop", "whole"}, [](auto& o) -> auto& { return o.features.image.network.fit; });
    add.toggle(
        "features.image.network.tenCrop", "Ten crops",
        "Takes the mean over corners and centre, each also mirrored, as the paper does; ten times the work.",
        [](auto& o) -> auto& { return o.features.image.network.tenCropMean; });
    addColours(add, "features.image.network.mean", "Mean",
               "Subtracted from the three colours of 0 to 255, in the network's order.", &NetworkRecipe::mean,
               false);
    addColours(add, "features.image.network.std", "Deviation",
               "What the three colours are divided by after that; \"1 1 1\" leaves them.",
               &NetworkRecipe::deviation, true);
    add.choice(
        "features.image.network.order", "Colour order",
        "Order of the colours in the network's input: rgb, or bgr as in Caffe's networks.", {"rgb", "bgr"},
        [](auto& o) -> auto& { return o.features.image.network.channels; });
}

} // namespace crossview
