#include "arrays/array_containers.h"
#include "arrays/array_file.h"
#include "common/error.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

// .npy, .npz, safetensors, MATLAB's files and tables of numbers, told by their content. HDF5 is read by a
// library of others, which leaves memory behind at many a damaged one: not its reader is tried here.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static constexpr std::array<std::string_view, 1> kPreferred{"image_features"};
    const std::span<const std::byte> bytes = std::as_bytes(std::span(data, size));
    if (crossview::isHdf5(bytes))
        return 0;
    try {
        const crossview::ArrayFile file(bytes, "fuzz.npz", kPreferred);
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
