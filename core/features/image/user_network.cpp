#include "features/image/user_network.h"

#include "common/error.h"
#include "common/file_hash.h"
#include "features/store/cache_json.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>

#include <fmt/format.h>

namespace crossview {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr float kLargestHalf = 65504.F; // rows are stored in half precision

[[noreturn]] void refuseMissing(const fs::path& file) {
    throw Error(fmt::format("The network {} is not there: put it back, choose another file, or leave it "
                            "out (features.image.network.components 0).",
                            file.string()));
}

/// Opens its network once, when it is needed. Safe to use from several threads.
class OwnNetwork {
public:
    OwnNetwork(NetworkRecipe recipe, std::string identity, NetworkOpener open)
        : m_recipe(std::move(recipe)), m_identity(std::move(identity)), m_open(std::move(open)) {}

    const NetworkRecipe& recipe() const { return m_recipe; }
    std::shared_ptr<const PictureNetwork> network() {
        const std::lock_guard lock(m_mutex);
        if (!m_network)
            m_network = opened();
        return m_network;
    }

private:
    std::shared_ptr<const PictureNetwork> opened() const {
        std::error_code failure;
        if (!fs::exists(m_recipe.file, failure))
            throw Error(fmt::format("Pictures are seen through the network {}, which is not there: put it "
                                    "back.",
                                    m_recipe.file.string()));
        if (!m_open)
            throw Error(fmt::format("{} cannot be opened here: this program has no reader for networks.",
                                    m_recipe.file.string()));
        auto network = m_open(m_recipe);
        // Settings begin with the kind of network, which follows from the content.
        if (!network->settings().ends_with(m_identity))
            throw Error(fmt::format("The network {} has changed since these features were made: open the "
                                    "project again to extract them anew.",
                                    m_recipe.file.string()));
        return network;
    }

    NetworkRecipe m_recipe;
    std::string m_identity;
    NetworkOpener m_open;
    std::mutex m_mutex;
    std::shared_ptr<const PictureNetwork> m_network;
};

} // namespace

std::string ownNetworkIdentity(const ImageFeatureOptions& options, const fs::path& featuresFolder,
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

RawBlock ownNetworkBlock(const ImageFeatureOptions& options, const std::string& identity,
                         NetworkOpener open) {
    const auto own = std::make_shared<OwnNetwork>(options.network, identity, std::move(open));
    const auto compute = [own](const cv::Mat& picture, std::span<float> out) {
        const std::vector<float> values = own->network()->features(picture);
        if (values.size() != out.size())
            refuseNetwork(own->recipe(),
                          fmt::format("it gives {} values and not {}", values.size(), out.size()),
                          "Extract the features again.");
        if (!std::ranges::all_of(values, [](float value) { return std::abs(value) <= kLargestHalf; }))
            refuseNetwork(own->recipe(), fmt::format("it gave values beyond {}", kLargestHalf),
                          "Choose a layer with smaller values.");
        std::ranges::copy(values, out.begin());
    };
    return {"network", identity, 0, static_cast<std::size_t>(options.networkComponents), 0, compute, [own] {
                return own->network()->dimensions();
            }};
}

} // namespace crossview
