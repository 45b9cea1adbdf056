#pragma once

#include "encoders/user/network_recipe.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cv {
class Mat;
}

namespace crossview {

/// A network that turns pictures into features. Safe to use from several threads.
class PictureNetwork {
public:
    virtual ~PictureNetwork() = default;
    /// Values per picture.
    virtual std::size_t dimensions() const = 0;
    /// Features of an 8-bit BGR picture of any size. Throws Error that names the network's file.
    virtual std::vector<float> features(const cv::Mat& bgr) const = 0;
    /// Identity of the features: what the network is and how pictures are put before it. Two networks with
    /// the same settings give the same features.
    virtual std::string settings() const = 0;
};

/// Opens the network of a recipe. Given to the features from above, because they know no torch.
using NetworkOpener = std::function<std::shared_ptr<const PictureNetwork>(const NetworkRecipe&)>;

// What the kinds of networks share.

/// Values of one crop [3, size, size] that go through a network.
using CropForward = std::function<std::vector<float>(std::span<const float> crop)>;

/// Prepares the picture as the recipe says, and gives the mean of its crops' features. Throws Error when a
/// crop's features are not `dimensions` finite numbers.
std::vector<float> meanFeatures(const cv::Mat& bgr, const NetworkRecipe& recipe, std::size_t dimensions,
                                const CropForward& forward);

/// What a network is without being opened: the SHA-256 of its file (64 digits) and the recipe.
std::string networkIdentity(std::string_view sha256, const NetworkRecipe& recipe);

/// Settings of a network: its kind and its identity, in this order.
std::string networkSettings(std::string_view kind, const NetworkRecipe& recipe,
                            std::span<const std::byte> fileContent);

/// A network's output of one crop as features: [1, c, h, w] averaged over space to [c], anything else as it
/// is in one row. Throws Error that names the file when there are no values or more than a million.
std::vector<float> outputFeatures(std::span<const float> values, std::span<const int> shape,
                                  const NetworkRecipe& recipe);

/// Throws the Error of a network that cannot be used: "<file> cannot be used as a network: <what>. <remedy>"
[[noreturn]] void refuseNetwork(const NetworkRecipe& recipe, std::string_view what, std::string_view remedy);

/// The first line of a library's message, shortened and fit for a sentence.
std::string boiledDown(std::string_view message);

} // namespace crossview
