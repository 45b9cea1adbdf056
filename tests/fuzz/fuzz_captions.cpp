#include "checked_sink.h"
#include "said.h"

#include "dataset/importers/caption_text.h"
#include "dataset/importers/formats.h"

#include <cstddef>
#include <cstdint>

/// A caption file of any format: decoded, recognised, and read as what it was recognised as.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    crossview::fuzz::doneOrSaid([&] {
        const std::string bytes(reinterpret_cast<const char*>(data), size);
        const std::string text = crossview::decodeCaptionText("captions", bytes).text;
        crossview::fuzz::CheckedSink checked;
        crossview::recogniseFormat(text).read(text, "captions", checked.sink());
    });
    return 0;
}
