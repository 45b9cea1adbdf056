#include "scratch_folder.h"

#include "features/image/picture_memory.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

using namespace crossview;
using namespace crossview::fuzz;

/// pictures.json. Whatever lies there, stamps are the same from one opening to the next.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const ScratchFolder folder;
    static const Dataset dataset(
        "fuzz", {{"a.png", "", -1, "", Split::train}, {"gone.png", "", -1, "", Split::train}, {}}, {},
        Relation(3, 0, {}), {}, folder.path());
    writeScratch(folder / "a.png", "a picture");
    writeScratch(folder / "pictures.json", asText(data, size));
    PictureMemory memory(dataset, folder.path());
    require(memory.stamps().size() == 3);
    memory.takeSums({});
    memory.contentHash();
    memory.store();
    const PictureMemory again(dataset, folder.path());
    require(std::ranges::equal(again.stamps(), memory.stamps()));
    return 0;
}
