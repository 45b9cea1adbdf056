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

} // namespace crossview
