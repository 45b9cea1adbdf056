#include "model/user/open_network.h"

#include "encoders/user/onnx_network.h"
#include "encoders/user/trusted_networks.h"
#include "model/user/torch_script_opener.h"

namespace crossview {

std::shared_ptr<const PictureNetwork> openNetwork(const NetworkRecipe& recipe) {
    checkRecipe(recipe);
    NetworkFile file = readNetworkFile(recipe.file);
    requireTrusted(file.facts);
    return file.facts.kind == NetworkKind::torchScript ? torchScriptOpener()(recipe, std::move(file))
                                                       : openOnnxNetwork(recipe, file);
}

} // namespace crossview
