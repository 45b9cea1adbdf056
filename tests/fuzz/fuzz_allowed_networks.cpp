#include "scratch_folder.h"

#include "encoders/user/trusted_networks.h"

#include <cstddef>
#include <cstdint>

using namespace crossview;
using namespace crossview::fuzz;

/// allowed-networks.json. Whatever lies there, what a person allows is allowed until it is forgotten.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const ScratchFolder folder;
    ::setenv("XDG_DATA_HOME", folder.path().c_str(), 1);
    std::filesystem::create_directories(trustedNetworksFile().parent_path());
    writeScratch(trustedNetworksFile(), asText(data, size));
    const NetworkFacts network{"/networks/n.pt", NetworkKind::torchScript, 12, std::string(64, 'e')};
    for (const TrustedNetwork& entry : trustedNetworks())
        require(entry.network.sha256.size() == 64 && networkIsTrusted(entry.network.sha256));
    trustNetwork(network);
    requireTrusted(network);
    require(!forgetNetworks(network.sha256).empty() && !networkIsTrusted(network.sha256));
    return 0;
}
