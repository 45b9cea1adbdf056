// HDF5 files, through their library: what is found here may be its own.
#include "arrays/array_file.h"
#include "common/error.h"
#include "scratch_folder.h"

// The library keeps some of what it made of a damaged file.
// NOLINTNEXTLINE(readability-identifier-naming,bugprone-reserved-identifier): the sanitizer's name.
extern "C" const char* __lsan_default_suppressions() {
    return "leak:libhdf5\n";
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace crossview;
    static const fuzz::ScratchFolder folder;
    static constexpr std::string_view kPreferred[] = {"image_features", "feats"};
    fuzz::writeScratch(folder / "file", fuzz::asText(data, size));
    try {
        const ArrayFile file(folder / "file", kPreferred);
        const Matrix matrix = file.read();
        // What is packed 1,100 times.
        fuzz::require(matrix.rows() == file.rows() && matrix.cols() == file.columns() &&
                      matrix.size() <= (size + 1) * 1100);
    } catch (const Error&) {
        return 0; // said in a sentence; everything else is a finding
    }
    return 0;
}
