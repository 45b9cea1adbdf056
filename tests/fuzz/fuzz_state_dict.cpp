#include "checked_weights.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    crossview::fuzz::checkWeights(crossview::parseStateDict, data, size);
    return 0;
}
