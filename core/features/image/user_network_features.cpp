#include "features/image/user_network_features.h"

#include "common/error.h"
#include "common/hash.h"
#include "features/feature_options.h"
#include "features/image/raw_blocks.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>

#include <fmt/format.h>

namespace crossview {
namespace {

namespace fs = std::filesystem;

constexpr float kLargestHalf = 65504.F; // rows are stored in half precision

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

RawBlock UserNetworkFeatures::raw(const RawBlockInput& input) {
    const auto own =
        std::make_shared<OwnNetwork>(input.options.network, input.userNetworkIdentity, input.openNetwork);
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
    RawBlock block;
    block.name = "network";
    block.title = "your network";
    block.settings = input.userNetworkIdentity;
    block.compute = compute;
    block.prepare = [own] { return own->network()->dimensions(); };
    return block;
}

void UserNetworkFeatures::addToKey(Hash& hash, const BlockKeyInput& input) {
    hash.add(static_cast<long long>(input.options.image.networkComponents));
    hash.add(input.userNetworkIdentity);
}

} // namespace crossview
