#pragma once

#include "encoders/user/network_file.h"
#include "encoders/user/recipe_network.h"

#include <memory>
#include <string>

namespace crossview {

/// Opens what was read of an ONNX file with OpenCV's DNN module on the CPU; whether it may be opened is asked
/// before (requireTrusted). The layer may be the name of a node, or of one of
/// the network's outputs. Throws Error that names the file: not ONNX, an operation that OpenCV does not know,
/// another input size, an unknown layer (with the nearest names), several outputs and none chosen.
std::shared_ptr<const PictureNetwork> openOnnxNetwork(const NetworkRecipe& recipe, const NetworkFile& file);

/// What OpenCV says of an error, without places in its source code and names of its functions.
std::string openCvReason(std::string message);

} // namespace crossview
