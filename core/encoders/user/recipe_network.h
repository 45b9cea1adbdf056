#pragma once

#include "encoders/picture_network.h"
#include "encoders/user/network_recipe.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// A network that was opened after a recipe: what the kinds of files share. Its values are the mean of those
/// of the recipe's crops.
class RecipeNetwork : public PictureNetwork {
public:
    std::string settings() const final { return m_settings; }
    std::size_t dimensions() const final { return m_dimensions; }
    /// Throws Error when a crop's features are not `dimensions` finite numbers.
    std::vector<float> features(const cv::Mat& bgr) const final;

protected:
    /// `kind` of the file and the SHA-256 of its content are a part of the settings.
    RecipeNetwork(NetworkRecipe recipe, std::string_view kind, std::string_view sha256);
    /// Learns the dimensions from a black picture: the end of a constructor.
    void measure();
    /// Values of one crop [3, size, size] that goes through the network.
    virtual std::vector<float> forward(std::span<const float> crop) const = 0;
    const NetworkRecipe& recipe() const { return m_recipe; }

private:
    NetworkRecipe m_recipe;
    std::string m_settings;
    std::size_t m_dimensions = 0;
};

/// Opens the network of a recipe. Given to the features from above, because they know no torch.
using NetworkOpener = std::function<std::shared_ptr<const PictureNetwork>(const NetworkRecipe&)>;

/// What a network is without being opened: the SHA-256 of its file (64 digits) and the recipe.
std::string networkIdentity(std::string_view sha256, const NetworkRecipe& recipe);

/// A network's output of one crop as features: [1, c, h, w] averaged over space to [c], anything else as it
/// is in one row. Throws Error that names the file when there are no values or more than a million.
std::vector<float> outputFeatures(std::span<const float> values, std::span<const int> shape,
                                  const NetworkRecipe& recipe);

/// Throws the Error of a network that cannot be used: "<file> cannot be used as a network: <what>. <remedy>"
[[noreturn]] void refuseNetwork(const std::filesystem::path& file, std::string_view what,
                                std::string_view remedy);
[[noreturn]] void refuseNetwork(const NetworkRecipe& recipe, std::string_view what, std::string_view remedy);

/// The first line of a library's message, shortened and fit for a sentence.
std::string boiledDown(std::string_view message);

} // namespace crossview
