#include "features/image/user_network_identity.h"

#include "common/error.h"
#include "encoders/user/recipe_network.h"
#include "features/store/remembered_hash.h"

#include <fmt/format.h>

namespace crossview {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuseMissing(const fs::path& file) {
    throw Error(fmt::format("The network {} is not there: put it back, choose another file, or leave it "
                            "out (features.image.network.components 0).",
                            file.string()));
}

} // namespace

std::string userNetworkIdentity(const ImageFeatureOptions& options, const fs::path& featuresFolder,
                                const std::stop_token& stop) {
    if (options.networkComponents <= 0)
        return {};
    const NetworkRecipe& recipe = options.network;
    checkRecipe(recipe);
    std::error_code failure;
    if (fs::exists(recipe.file, failure) && !fs::is_regular_file(recipe.file, failure))
        refuseNetwork(recipe, "it is no ordinary file",
                      "Choose an ONNX or TorchScript file."); // a named pipe
    const auto sha256 = rememberedFileHash(recipe.file, featuresFolder / "networks.json", stop);
    if (!sha256)
        refuseMissing(recipe.file);
    return networkIdentity(*sha256, recipe);
}

} // namespace crossview
