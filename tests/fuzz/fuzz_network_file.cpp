#include "said.h"
#include "scratch_folder.h"

#include "encoders/user/network_file.h"
#include "encoders/user/onnx_network.h"
#include "encoders/user/recipe_network.h"
#include "encoders/user/trusted_networks.h"

#include <cstddef>
#include <cstdint>

using namespace crossview;
using namespace crossview::fuzz;

/// The file of a network: what it is, told in two ways, and what is said of it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const ScratchFolder folder;
    const std::string_view content = asText(data, size);
    for (const char* name : {"network.ONNX", "network.pt"}) {
        const auto file = folder / name;
        writeScratch(file, content);
        doneOrSaid([&] {
            const NetworkFile read = readNetworkFile(file);
            require(read.content == content && read.facts == networkFacts(file));
            describeNetwork(read.facts);
        });
    }
    openCvReason(std::string(content));
    boiledDown(content);
    return 0;
}
