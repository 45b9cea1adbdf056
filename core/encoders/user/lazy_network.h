#pragma once

#include "encoders/user/recipe_network.h"

#include <memory>
#include <mutex>
#include <string>

namespace crossview {

/// The network of a recipe, opened by the first call that needs it.
class LazyNetwork final : public PictureNetwork {
public:
    /// `identity` is what the network was when features were made from it (networkIdentity). Opening throws
    /// Error when the file is gone or holds another network by now.
    LazyNetwork(NetworkRecipe recipe, std::string identity, NetworkOpener open);

    std::string settings() const override { return m_identity; }
    void load() const override { opened(); }
    std::size_t dimensions() const override { return opened().dimensions(); }
    /// Throws Error also about values that half precision, which rows are stored in, cannot hold.
    std::vector<float> features(const cv::Mat& bgr) const override;

private:
    const PictureNetwork& opened() const;

    NetworkRecipe m_recipe;
    std::string m_identity;
    NetworkOpener m_open;
    mutable std::mutex m_mutex;
    mutable std::shared_ptr<const PictureNetwork> m_network;
};

} // namespace crossview
