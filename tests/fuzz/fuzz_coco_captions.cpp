#include "checked_sink.h"

#include "common/error.h"
#include "dataset/importers/coco_captions.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    crossview::fuzz::CheckedSink checked;
    try {
        crossview::parseCocoCaptions({reinterpret_cast<const char*>(data), size}, "captions", checked.sink());
    } catch (const crossview::Error&) {
        return 0; // no JSON, or none of COCO's: said in a sentence; everything else is a finding
    }
    return 0;
}
