#include "features/image/user_network_identity.h"

#include "common/error.h"
#include "common/hash.h"
#include "encoders/user/recipe_network.h"
#include "features/store/cache_json.h"
#include "files/file_hash.h"

#include <fmt/format.h>

namespace crossview {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

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
    const fs::path memoryFile = featuresFolder / "networks.json";
    Json memory = readCacheJson(memoryFile);
    if (!memory.is_object())
        memory = Json::object();
    const std::string name = recipe.file.string();
    const Json& known = memory[name];
    const Json knownHash = known.is_object() ? known.value("sha256", Json()) : Json();
    std::error_code failure;
    if (!fs::exists(recipe.file, failure)) {
        if (!knownHash.is_string())
            refuseMissing(recipe.file);
        return networkIdentity(knownHash.get<std::string>(), recipe);
    }
    if (!fs::is_regular_file(recipe.file, failure)) // reading a named pipe would wait for ever
        refuseNetwork(recipe, "it is no ordinary file", "Choose an ONNX or TorchScript file.");
    // A large file is not read at every start; time and size tell as well whether it has changed.
    Json now;
    now["bytes"] = fs::file_size(recipe.file, failure);
    now["changed"] = fs::last_write_time(recipe.file, failure).time_since_epoch().count();
    now["sha256"] = knownHash;
    if (now != known || !knownHash.is_string()) {
        now["sha256"] = sha256OfFile(recipe.file, stop);
        memory[name] = now;
        writeCacheJson(memoryFile, memory);
    }
    return networkIdentity(now["sha256"].get<std::string>(), recipe);
}

} // namespace crossview
