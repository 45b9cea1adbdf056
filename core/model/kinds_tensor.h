#pragma once

#include "model/pair_kinds.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/from_blob.h>
#include <vector>

namespace crossview {

/// Kinds [rows, cols] as a tensor of bytes on a device; on the CPU without copying, so that `kinds` must live
/// on.
inline at::Tensor kindsTensor(const std::vector<PairKind>& kinds, std::size_t rows, std::size_t cols,
                              at::Device device) {
    // from_blob wants a mutable pointer; nothing writes through it.
    auto* data = const_cast<PairKind*>(kinds.data());
    return at::from_blob(data, {static_cast<std::int64_t>(rows), static_cast<std::int64_t>(cols)},
                         at::TensorOptions(at::kByte))
        .to(device);
}

} // namespace crossview
