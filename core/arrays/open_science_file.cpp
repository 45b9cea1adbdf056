#include "arrays/hdf5_source.h"
#include "arrays/mat_source.h"
#include "arrays/science_files.h"

namespace crossview {

std::unique_ptr<ArraySource> openScienceFileHere(const std::filesystem::path& file, ScienceKind kind) {
    return kind == ScienceKind::matlab ? openMat(file) : openHdf5(file, kind == ScienceKind::matlabHdf5);
}

} // namespace crossview
