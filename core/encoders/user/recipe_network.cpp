#include "encoders/user/recipe_network.h"

#include "common/error.h"
#include "common/text.h"
#include "common/unicode_text.h"
#include "encoders/user/picture_input.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace crossview {

RecipeNetwork::RecipeNetwork(NetworkRecipe recipe, std::string_view kind, std::string_view sha256)
    : m_recipe(std::move(recipe)), m_settings(fmt::format("{} {}", kind, networkIdentity(sha256, m_recipe))) {
}

void RecipeNetwork::measure() {
    const auto side = static_cast<std::size_t>(m_recipe.size);
    m_dimensions = forward(std::vector<float>(3 * side * side, 0.0F)).size();
}

std::vector<float> RecipeNetwork::features(const cv::Mat& bgr) const {
    const PictureInput input = pictureInput(bgr, m_recipe);
    std::vector<double> sum(m_dimensions, 0.0);
    for (std::size_t i = 0; i < input.crops; ++i) {
        const std::vector<float> values = forward(input.crop(i));
        if (values.size() != m_dimensions)
            refuseNetwork(m_recipe,
                          fmt::format("it gave {} values for one picture and {} for another", m_dimensions,
                                      values.size()),
                          "Choose a layer with as many values for every picture.");
        if (!std::ranges::all_of(values, [](float value) { return std::isfinite(value); }))
            refuseNetwork(m_recipe, "it gave values that are no finite numbers",
                          "Check the means, the standard deviations and the layer.");
        std::ranges::transform(values, sum, sum.begin(), [](float value, double s) { return s + value; });
    }
    std::vector<float> mean(m_dimensions);
    const double crops = static_cast<double>(input.crops);
    std::ranges::transform(sum, mean.begin(), [&](double s) { return static_cast<float>(s / crops); });
    return mean;
}

std::string networkIdentity(std::string_view sha256, const NetworkRecipe& recipe) {
    return fmt::format("{} {}", sha256, recipeText(recipe));
}

std::vector<float> outputFeatures(std::span<const float> values, std::span<const int> shape,
                                  const NetworkRecipe& recipe) {
    constexpr std::size_t kMost = 1'000'000;
    constexpr std::string_view kRemedy = "Choose a layer that gives one row of values.";
    if (values.empty())
        refuseNetwork(recipe, "its output is empty", kRemedy);
    std::vector<float> features(values.begin(), values.end());
    if (shape.size() == 4 && shape[0] == 1) {
        const auto channels = static_cast<std::size_t>(shape[1]);
        const std::size_t places = values.size() / channels;
        features.resize(channels);
        for (std::size_t c = 0; c < channels; ++c) {
            double sum = 0;
            for (const float value : values.subspan(c * places, places))
                sum += value;
            features[c] = static_cast<float>(sum / static_cast<double>(places));
        }
    }
    if (features.size() > kMost)
        refuseNetwork(recipe, fmt::format("its output has {} values", features.size()), kRemedy);
    return features;
}

void refuseNetwork(const std::filesystem::path& file, std::string_view what, std::string_view remedy) {
    throw Error(fmt::format("{} cannot be used as a network: {}. {}", file.string(), what, remedy));
}

void refuseNetwork(const NetworkRecipe& recipe, std::string_view what, std::string_view remedy) {
    refuseNetwork(recipe.file, what, remedy);
}

std::string boiledDown(std::string_view message) {
    constexpr std::size_t kMost = 200;
    const auto first = message.find_first_not_of("\n\r\t ");
    message = first == std::string_view::npos ? std::string_view() : message.substr(first);
    message = trimmed(message.substr(0, message.find('\n')));
    std::string text = isUtf8(message) ? std::string(message.substr(0, kMost)) : std::string();
    while (!text.empty() && (text.back() == '.' || !isUtf8(text))) // a letter that the limit has cut
        text.pop_back();
    std::ranges::replace_if(
        text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, '?');
    return text.empty() ? "the library gave no reason" : text;
}

} // namespace crossview
