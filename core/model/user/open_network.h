#pragma once

#include "encoders/user/recipe_network.h"

#include <memory>

namespace crossview {

/// Opens a network of the user's own with what its file asks for: TorchScript (a zip archive, whatever its
/// name) with LibTorch, a file called *.onnx with OpenCV. Throws Error that names the file.
std::shared_ptr<const PictureNetwork> openNetwork(const NetworkRecipe& recipe);

} // namespace crossview
