#pragma once

#include "model/checkpoint.h"

#include <ATen/core/Tensor.h>
#include <string>

namespace crossview {

/// Adds a tensor of one or two dimensions, whatever its device, as a float32 matrix under `name`; a vector
/// becomes [1, n].
void storeTensor(Checkpoint& checkpoint, const std::string& name, const at::Tensor& tensor);

/// Writes the matrix of that name into a tensor of the same shape. Throws Error when it is missing or does
/// not fit.
void restoreTensor(const Checkpoint& checkpoint, const std::string& name, at::Tensor tensor);

} // namespace crossview
