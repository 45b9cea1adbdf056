#include "common/error.h"
#include "arrays/array_file.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static constexpr std::array<std::string_view, 1> kPreferred{"image_features"};
    try {
        const crossview::ArrayFile file(std::as_bytes(std::span(data, size)), "fuzz.npz", kPreferred);
        const crossview::Matrix matrix = file.read();
        // A header must not make us allocate what the file cannot hold, unpacked at most 1,032 times.
        constexpr std::size_t kMostUnfolding = 1032;
        if (matrix.rows() != file.rows() || matrix.cols() != file.columns() ||
            matrix.size() > (size + (std::size_t{1} << 16U)) * kMostUnfolding)
            std::abort();
    } catch (const crossview::Error&) {
        return 0; // said in a sentence; everything else is a finding
    }
    return 0;
}
