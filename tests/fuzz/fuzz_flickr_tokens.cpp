#include "checked_sink.h"

#include "dataset/importers/flickr_tokens.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    crossview::fuzz::CheckedSink checked;
    crossview::parseFlickrTokens({reinterpret_cast<const char*>(data), size}, checked.sink());
    return 0;
}
