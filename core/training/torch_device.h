#pragma once

#include <c10/core/Device.h>
#include <string>

namespace crossview {

/// LibTorch's own value for a device's name ("cpu", "cuda", "cuda:1"). Throws Error when the card is not
/// there.
at::Device torchDevice(const std::string& name);

} // namespace crossview
