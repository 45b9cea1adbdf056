#pragma once

#include "training/devices.h"

#include <c10/core/Device.h>
#include <string>
#include <vector>

namespace crossview {

/// LibTorch's own value for a device's name ("cpu", "cuda", "cuda:1"). Throws Error when the card is not
/// there.
at::Device torchDevice(const std::string& name);

/// Every CUDA card that LibTorch sees.
std::vector<ComputeDevice> torchCards();

} // namespace crossview
