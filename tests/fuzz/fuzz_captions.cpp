#include "checked_sink.h"
#include "said.h"

#include "dataset/importers/caption_file.h"
#include "dataset/importers/formats.h"

#include <cstddef>
#include <cstdint>

/// A caption file of any format: recognised, and read as what it was recognised as.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    crossview::fuzz::doneOrSaid([&] {
        crossview::requireText("captions", text);
        crossview::fuzz::CheckedSink checked;
        crossview::recogniseFormat(text).read(text, "captions", checked.sink());
    });
    return 0;
}
