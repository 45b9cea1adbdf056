#pragma once

#include "encoders/user/network_file.h"
#include "encoders/user/recipe_network.h"

#include <memory>

namespace crossview {

/// Opens what was read of a TorchScript file (torch.jit.script or torch.jit.trace, then save) on the CPU, in
/// evaluation mode. That is a program: whether it may run is asked before (requireTrusted). The layer may be
/// a submodule by its path, e.g. "layer4" or "features.28", whose output the features then are, or a method
/// of the module that takes the pictures. Throws Error that names the file: no TorchScript, saved by a newer
/// PyTorch, another input size, a layer that is unknown or not passed on every way through.
std::shared_ptr<const PictureNetwork> openTorchScriptNetwork(const NetworkRecipe& recipe, NetworkFile file);

} // namespace crossview
