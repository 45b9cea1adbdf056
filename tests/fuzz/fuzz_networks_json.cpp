#include "said.h"
#include "scratch_folder.h"

#include "features/image/user_network_identity.h"

#include <cstddef>
#include <cstdint>

using namespace crossview;
using namespace crossview::fuzz;

/// networks.json, for a network that is there and for one that is not.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const ScratchFolder folder;
    writeScratch(folder / "here.onnx", "a network");
    ImageFeatureOptions options;
    options.networkComponents = 8;
    for (const char* name : {"here.onnx", "/gone.onnx"}) {
        options.network.file = folder.path() / name;
        writeScratch(folder / "networks.json", asText(data, size));
        std::string identity;
        if (doneOrSaid([&] { identity = userNetworkIdentity(options, folder.path()); }))
            require(userNetworkIdentity(options, folder.path()) == identity);
    }
    return 0;
}
