#include "arrays/array_file.h"
#include "common/error.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static constexpr std::array<std::string_view, 2> kPreferred{"image_features", "feats"};
    try {
        const crossview::ArrayFile file(std::as_bytes(std::span(data, size)), "fuzz.mat", kPreferred);
        const crossview::Matrix matrix = file.read();
        // A header must not make us allocate what the file cannot hold, unpacked at most 1,032 times.
        if (matrix.rows() != file.rows() || matrix.cols() != file.columns() ||
            matrix.size() > (size + 2) * 1032)
            std::abort();
    } catch (const crossview::Error&) {
        return 0; // said in a sentence; everything else is a finding
    }
    return 0;
}
