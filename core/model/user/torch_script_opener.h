#pragma once

#include "encoders/user/network_file.h"
#include "encoders/user/recipe_network.h"

#include <memory>

namespace crossview {

/// openTorchScriptNetwork, behind a pointer because LibTorch is loaded when first needed.
using TorchScriptOpener = std::shared_ptr<const PictureNetwork>(const NetworkRecipe& recipe,
                                                                NetworkFile file);

/// The one of this program: loaded at the first call (loaded_torch_script.cpp) or linked
/// (linked_torch_script.cpp). From any thread. Throws Error when it cannot be loaded.
TorchScriptOpener& torchScriptOpener();

/// The function of kTorchModule that returns it.
inline constexpr const char* kTorchScriptFunction = "crossview_torch_script";
using TorchScriptFunction = TorchScriptOpener*();

} // namespace crossview
