#pragma once

#include "common/matrix.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace crossview {

/// How many of some pictures differ: pictures with the same values in every block [pictures, dimensions] are
/// of one kind. Throws std::out_of_range for a picture that is not there.
std::size_t countPictureKinds(std::span<const Matrix> blocks, std::span<const std::int32_t> pictures);

} // namespace crossview
