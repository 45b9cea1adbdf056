#pragma once

#include "encoders/user/network_recipe.h"
#include "features/feature_block.h"

namespace crossview {

class Hash;
struct BlockKeyInput;
struct RawBlock;
struct RawBlockInput;

/// Options of the network of the user's own.
struct UserNetworkOptions {
    int networkComponents = 0;  ///< PCA components of what a network of the user's own gives
    NetworkRecipe network = {}; ///< that network, and how pictures are put before it
};

/// The block of what a network file of the user's own sees in a picture.
struct UserNetworkFeatures {
    using Options = UserNetworkOptions;
    static constexpr int Options::*kComponents = &Options::networkComponents;
    static constexpr BlockDescription kDescription{
        .key = "features.image.network.components",
        .name = CROSSVIEW_TRANSLATABLE("FeatureBlock", "Your own network"),
        .use = CROSSVIEW_TRANSLATABLE("FeatureBlock", "An ONNX or TorchScript file of yours."),
        .label = "Your own network",
        .help =
            "Dimensions kept of what a network file of your own sees in the picture; 0 leaves it out of x.",
        .dimensions = 400,
        .place = 4,
    };
    /// The network is opened when a picture is to be computed; its dimensions are known then, or from stored
    /// rows. Opening throws Error when the file is gone or holds another network than the identity says.
    static RawBlock raw(const RawBlockInput& input);
    /// Dimensions and the network's identity.
    static void addToKey(Hash& hash, const BlockKeyInput& input);
};

} // namespace crossview
