#pragma once

#include "common/error.h"

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// One tensor of a weight file as float32, row-major. Values lie in the mapped file where it holds float32,
/// else in memory of their own; either way `owner` keeps them alive.
struct WeightTensor {
    std::vector<std::size_t> shape; ///< empty for a scalar
    std::span<const float> values;  ///< as many as the product of the shape
    std::shared_ptr<const void> owner;
};

/// The tensors of a weight file under their names.
using Weights = std::map<std::string, WeightTensor, std::less<>>;

/// The tensor of a name and a shape. Throws Error naming both when it is missing or of another shape.
const WeightTensor& weightOf(const Weights& weights, std::string_view name,
                             std::span<const std::size_t> shape);

} // namespace crossview
