#include "encoders/user/lazy_network.h"

#include "common/error.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace crossview {
namespace {

constexpr float kLargestHalf = 65504.F;

} // namespace

LazyNetwork::LazyNetwork(NetworkRecipe recipe, std::string identity, NetworkOpener open)
    : m_recipe(std::move(recipe)), m_identity(std::move(identity)), m_open(std::move(open)) {}

std::vector<float> LazyNetwork::features(const cv::Mat& bgr) const {
    std::vector<float> values = opened().features(bgr);
    if (!std::ranges::all_of(values, [](float value) { return std::abs(value) <= kLargestHalf; }))
        refuseNetwork(m_recipe, fmt::format("it gave values beyond {}", kLargestHalf),
                      "Choose a layer with smaller values.");
    return values;
}

const PictureNetwork& LazyNetwork::opened() const {
    const std::lock_guard lock(m_mutex);
    if (m_network)
        return *m_network;
    std::error_code failure;
    if (!std::filesystem::exists(m_recipe.file, failure))
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
    m_network = std::move(network);
    return *m_network;
}

} // namespace crossview
