#pragma once

#include "dataset/dataset.h"

#include <cstdint>
#include <vector>

namespace crossview {

/// [images] which picture an image is of, counted from 0 in the order in which pictures come up: regions of
/// one picture file have one number, and an image without a file has one of its own.
std::vector<std::int32_t> pictureNumbers(const Dataset& dataset);

} // namespace crossview
