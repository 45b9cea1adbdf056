#include "said.h"
#include "scratch_folder.h"

#include "dataset/importers/proposals.h"

#include <cmath>
#include <cstddef>
#include <cstdint>

using namespace crossview;
using namespace crossview::fuzz;

namespace {

/// The beginning of a PNG of 100 × 80 pixels.
constexpr std::string_view kPng("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x64\0\0\0\x50\x08\x02\0\0\0", 29);

} // namespace

/// A table of boxes beside a picture of one region: what becomes an item lies in the picture.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const ScratchFolder folder;
    writeScratch(folder / "proposals.csv", asText(data, size));
    writeScratch(folder / "a.png", kPng);
    ImageLocator locator({folder.path()}, {}, {});
    DatasetBuilder builder(folder / "regions.csv", locator);
    CaptionRecord region{"a.png", "a dog", {}, {}, 1};
    region.box = PixelBox{1, 2, 30, 40};
    require(builder.add(region).empty());
    std::vector<std::string> notes;
    doneOrSaid([&] { addProposals(folder / "proposals.csv", builder, notes, {}); });
    const ImportResult result = builder.build("fuzz");
    for (std::size_t i = 0; i < result.dataset.images().size(); ++i) {
        const PixelBox& box = *result.dataset.images()[i].box;
        require(!box.isEmpty() && box.x >= 0 && box.y >= 0 && box.x + box.width <= 100.001 &&
                box.y + box.height <= 80.001 && std::isfinite(box.width));
        require(result.dataset.isProposal(i) == (i > 0));
    }
    return 0;
}
