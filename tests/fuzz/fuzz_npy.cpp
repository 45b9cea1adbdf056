#include "common/error.h"
#include "files/npy.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const crossview::Matrix matrix =
            crossview::parseNpy(std::as_bytes(std::span(data, size)), "fuzz.npy");
        // A file cannot hold more values than it has bytes: a header must not make us allocate more.
        if (matrix.size() > size || matrix.values().size() != matrix.rows() * matrix.cols())
            std::abort();
    } catch (const crossview::Error&) {
        return 0; // said in a sentence; everything else is a finding
    }
    return 0;
}
