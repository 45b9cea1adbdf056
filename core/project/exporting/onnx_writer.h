#pragma once

#include "model/frozen_network.h"

#include <span>
#include <string>
#include <utility>

namespace crossview {

/// A branch as an ONNX model (operator set 10): "features" [n, features] to "embedding" [n, joint], unit rows
/// but for a row of length 0, which stays 0. Weights are float32. `metadata` are key and text. Throws Error
/// where the weights are more than a model of one file holds, 2 GiB.
std::string onnxModel(const FrozenBranch& branch, const std::string& name,
                      std::span<const std::pair<std::string, std::string>> metadata);

} // namespace crossview
