#pragma once

#include <array>
#include <filesystem>
#include <string>

namespace crossview {

/// What happens to a picture that is no square.
enum class PictureFit {
    crop,  ///< its shorter side is made to fit, what hangs over is cut off
    square ///< its longer side is made to fit, the rest of a square is filled up with white
};

/// Order of the colours in a network's input.
enum class ChannelOrder { rgb, bgr };

/// How a network of the user's own (ONNX or TorchScript) turns a picture into features. The values that stand
/// here are those of torchvision's networks.
struct NetworkRecipe {
    std::filesystem::path file;
    int size = 224; ///< pixels per side of the network's input
    /// Pixels of the side that `fit` speaks of, before `size` pixels are cut out of the middle; 0: as many as
    /// `size`, or 8/7 of it (256 for 224) for ten crops.
    int resize = 0;
    PictureFit fit = PictureFit::crop;
    /// Features are the mean over ten crops: the four corners and the centre, each also mirrored (the paper's
    /// section 5.1 takes VGG's so).
    bool tenCropMean = false;
    std::array<float, 3> mean{123.675F, 116.28F,
                              103.53F}; ///< of 0…255, subtracted; in the order of `channels`
    std::array<float, 3> deviation{58.395F, 57.12F, 57.375F}; ///< divided by, after that
    ChannelOrder channels = ChannelOrder::rgb;
    std::string layer; ///< whose values are the features; empty: the network's output

    bool operator==(const NetworkRecipe&) const = default;
};

/// Pixels of the resized picture, with the value 0 of `resize` resolved.
int resizedSide(const NetworkRecipe& recipe);

/// Throws Error with one sentence about the first field that cannot be.
void checkRecipe(const NetworkRecipe& recipe);

/// The recipe as JSON on one line, the same for the same recipe, without the file: features are kept under
/// the content of the file (RecipeNetwork::settings), wherever it lies.
std::string recipeText(const NetworkRecipe& recipe);

} // namespace crossview
