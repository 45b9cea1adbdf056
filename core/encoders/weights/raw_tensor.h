#pragma once

#include "common/shown_name.h"
#include "encoders/weights/weights.h"
#include "files/element_type.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// Index of the last value that a strided tensor touches, plus one (0 for an empty tensor); nothing when it
/// does not fit.
std::optional<std::size_t> elementReach(std::span<const std::size_t> shape,
                                        std::span<const std::size_t> strides);

/// Values of a tensor as they lie in a file. The caller has checked that `bytes` holds what the shape and
/// the strides (in values, not bytes) reach.
struct RawTensor {
    ElementType type = ElementType::float32;
    std::vector<std::size_t> shape;
    std::vector<std::size_t> strides; ///< as many as the shape; empty: row-major
    std::span<const std::byte> bytes; ///< from the tensor's first value
};

/// True when the tensor's values can be used where they lie: float32, row-major, aligned.
bool isUsableInPlace(const RawTensor& raw);

/// The tensor as float32: a view that shares `owner` where it is usable in place, otherwise converted values.
WeightTensor toWeightTensor(RawTensor raw, const std::shared_ptr<const void>& owner);

/// Throws the Error for a damaged weight file: "<file> is not a weight file that can be read: <what>.
/// <remedy>"
[[noreturn]] void refuseWeights(const std::string& file, const std::string& what,
                                std::string_view remedy = "Download or export it again.");

} // namespace crossview
