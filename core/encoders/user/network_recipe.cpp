#include "encoders/user/network_recipe.h"

#include "common/error.h"
#include "common/unicode_text.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace crossview {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kLargestSide = 4096;
constexpr std::size_t kLongestLayer = 1000;

[[noreturn]] void refuse(const NetworkRecipe& recipe, const std::string& what) {
    throw Error(fmt::format("The network {} cannot be used as set: {}.", recipe.file.string(), what));
}

/// An enumerator by its name in the text.
template <typename T>
T chosen(const Json& json, const char* key, T first, const char* firstName, T second,
         const char* secondName) {
    const auto name = json.at(key).get<std::string>();
    if (name != firstName && name != secondName)
        throw Error(fmt::format("\"{}\" is neither \"{}\" nor \"{}\".", name, firstName, secondName));
    return name == firstName ? first : second;
}

} // namespace

int resizedSide(const NetworkRecipe& recipe) {
    if (recipe.resize > 0)
        return recipe.resize;
    return recipe.tenCropMean ? static_cast<int>(std::lround(recipe.size * 8.0 / 7.0)) : recipe.size;
}

void checkRecipe(const NetworkRecipe& recipe) {
    if (recipe.file.empty())
        throw Error("A network of your own needs a file: choose an ONNX or TorchScript file.");
    if (recipe.size < 1 || recipe.size > kLargestSide)
        refuse(recipe,
               fmt::format("its input of {} pixels must be between 1 and {}", recipe.size, kLargestSide));
    if (recipe.resize < 0 || recipe.resize > kLargestSide)
        refuse(recipe,
               fmt::format("pictures resized to {} pixels must be between 1 and {}, or 0 for its input",
                           recipe.resize, kLargestSide));
    if (resizedSide(recipe) < recipe.size)
        refuse(recipe, fmt::format("pictures resized to {} pixels are smaller than its input of {}",
                                   recipe.resize, recipe.size));
    if (!std::ranges::all_of(recipe.mean, [](float value) { return std::isfinite(value); }))
        refuse(recipe, "a mean is no finite number");
    if (!std::ranges::all_of(recipe.deviation, [](float value) { return std::isnormal(value) && value > 0; }))
        refuse(recipe, "a standard deviation is no number above 0");
    const bool printable = isUtf8(recipe.layer) && std::ranges::none_of(recipe.layer, [](char c) {
                               return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
                           });
    if (!printable || recipe.layer.size() > kLongestLayer)
        refuse(recipe, "the layer's name is not one line of readable text");
}

std::string recipeText(const NetworkRecipe& recipe) {
    const Json json{{"size", recipe.size},
                    {"resize", resizedSide(recipe)},
                    {"fit", recipe.fit == PictureFit::crop ? "crop" : "square"},
                    {"tenCropMean", recipe.tenCropMean},
                    {"mean", recipe.mean},
                    {"deviation", recipe.deviation},
                    {"channels", recipe.channels == ChannelOrder::rgb ? "rgb" : "bgr"},
                    {"layer", recipe.layer}};
    return json.dump();
}

NetworkRecipe recipeFromText(std::string_view text, const std::filesystem::path& file) {
    NetworkRecipe recipe;
    recipe.file = file;
    try {
        const Json json = Json::parse(text.begin(), text.end());
        recipe.size = json.at("size").get<int>();
        recipe.resize = json.at("resize").get<int>();
        recipe.fit = chosen(json, "fit", PictureFit::crop, "crop", PictureFit::square, "square");
        recipe.tenCropMean = json.at("tenCropMean").get<bool>();
        recipe.mean = json.at("mean").get<std::array<float, 3>>();
        recipe.deviation = json.at("deviation").get<std::array<float, 3>>();
        recipe.channels = chosen(json, "channels", ChannelOrder::rgb, "rgb", ChannelOrder::bgr, "bgr");
        recipe.layer = json.at("layer").get<std::string>();
    } catch (const std::exception&) {
        throw Error(fmt::format("The settings stored for the network {} are damaged: choose it and its "
                                "settings again.",
                                file.string()));
    }
    NetworkRecipe usual = recipe;
    usual.resize = 0;
    if (resizedSide(usual) == recipe.resize)
        recipe.resize = 0;
    checkRecipe(recipe);
    return recipe;
}

} // namespace crossview
