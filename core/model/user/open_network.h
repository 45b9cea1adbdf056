#pragma once

#include "encoders/user/recipe_network.h"

#include <memory>

namespace crossview {

/// Opens a network of the user's own with what its file asks for (networkFacts): TorchScript with LibTorch,
/// ONNX with OpenCV. The only way to one from a project or a run: the file is read once, and nothing of it is
/// looked into before a person has allowed exactly these bytes. Throws UntrustedNetwork, or Error that names
/// the file.
std::shared_ptr<const PictureNetwork> openNetwork(const NetworkRecipe& recipe);

} // namespace crossview
