#include "checked_sink.h"
#include "said.h"
#include "scratch_folder.h"

#include "dataset/importers/coco_captions.h"
#include "dataset/importers/coco_regions.h"

#include <cstddef>
#include <cstdint>

using namespace crossview::fuzz;

/// Boxes with phrases as COCO writes them; also as a file of captions, which may turn out to hold some.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = asText(data, size);
    CheckedSink checked;
    doneOrSaid([&] { crossview::parseCocoRegions(text, "regions", checked.sink()); });
    if (crossview::holdsRegions(text))
        doneOrSaid([&] { crossview::parseCocoCaptions(text, "captions", checked.sink()); });
    require(crossview::cocoRegionsFormat().recognise(text) <= 1);
    return 0;
}
