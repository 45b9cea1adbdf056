#pragma once

#include "arrays/array_source.h"

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace crossview {

/// Whose rules the sides of a dataset follow.
enum class Hdf5Writer {
    any,   ///< the sides are as they are listed
    matlab ///< MATLAB 7.3 turns the sides around, and texts are numbers, too
};

/// One of the datasets in a file of HDF5 (chosenArray). Where nothing is asked for and all are lists of one
/// length, one for each item, they are one array together, whose rows are called like them. Throws Error
/// where it is damaged, cut off, compressed by what is not here, or claims more than the file can hold.
std::unique_ptr<ArraySource> openHdf5(const std::filesystem::path& file, const std::string& asked,
                                      std::span<const std::string_view> preferred, Hdf5Writer writer);

} // namespace crossview
