#include "features/image/user_network_features.h"

#include "common/hash.h"
#include "encoders/user/lazy_network.h"
#include "features/feature_options.h"
#include "features/image/raw_blocks.h"

#include <memory>

namespace crossview {

RawBlock UserNetworkFeatures::raw(const RawBlockInput& input) {
    return networkBlock("network", "your network",
                        std::make_shared<const LazyNetwork>(input.options.network, input.userNetworkIdentity,
                                                            input.openNetwork));
}

void UserNetworkFeatures::addToKey(Hash& hash, const BlockKeyInput& input) {
    hash.add(static_cast<long long>(input.options.image.networkComponents));
    hash.add(input.userNetworkIdentity);
}

} // namespace crossview
