#pragma once

#include "dataset/dataset.h"

#include <cstdint>
#include <vector>

namespace crossview {

/// [images] which picture an image is of, counted from 0 in the order in which pictures come up: regions of
/// one picture have one number (one file, or one title without a file), other images without a file one each.
std::vector<std::int32_t> pictureNumbers(const Dataset& dataset);

} // namespace crossview
