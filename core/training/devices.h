#pragma once

#include <string>
#include <vector>

namespace crossview {

/// A device that LibTorch can train on, with a label for a person.
struct ComputeDevice {
    std::string id;    ///< "cpu", "cuda:0"
    std::string label; ///< "CPU, 2 cores"
};

/// The processor, which is always there.
ComputeDevice processorDevice();

/// "cpu" and then every CUDA device that LibTorch sees. Loads LibTorch, which takes half a second.
std::vector<ComputeDevice> computeDevices();

/// Throws Error when a device is not among them: to be asked before features are made for it.
void checkDevice(const std::string& device);

/// LibTorch's version, for the provenance of a run.
std::string torchVersion();

} // namespace crossview
