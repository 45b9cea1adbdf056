#pragma once

#include "arrays/hdf5_opener.h"

#include <filesystem>
#include <memory>

namespace crossview {

/// The data sets of an HDF5 file, in its groups too ("group/name"). Where all are rows of one length (or
/// matrices of one shape), one for each item, they are one array together whose rows are called like them.
/// Of MATLAB the sides stand the other way round, as MATLAB shows them. Throws Error where the file
/// cannot be opened or holds nothing.
std::unique_ptr<ArraySource> openHdf5(const std::filesystem::path& file, Hdf5Writer writer);

} // namespace crossview
