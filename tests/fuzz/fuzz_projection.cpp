#include "said.h"
#include "scratch_folder.h"

#include "projection/projection_files.h"

#include <array>
#include <cstddef>
#include <cstdint>

using namespace crossview;
using namespace crossview::fuzz;

/// The files of a map (writeParts).
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const ScratchFolder folder;
    constexpr std::array<std::string_view, 4> kNames{"epoch-0001-images.npy", "epoch-0001-sentences.npy",
                                                     "epoch-0001-explained.npy", "epoch-0001-made-by.json"};
    writeParts(asText(data, size), folder.path(), kNames);
    for (const int epoch : storedProjections(folder.path()))
        doneOrSaid([&] {
            const Projection map = readProjection(folder.path(), epoch);
            require(map.images.cols() == 2 && map.sentences.cols() == 2);
        });
    return 0;
}
