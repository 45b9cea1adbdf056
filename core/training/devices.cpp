#include "training/devices.h"

#include "common/threads.h"
#include "training/learning.h"

#include <fmt/format.h>
#include <torch/csrc/api/include/torch/version.h>

namespace crossview {

ComputeDevice processorDevice() {
    const std::size_t cores = threadBudget();
    return {"cpu", fmt::format("CPU, {} core{}", cores, cores == 1 ? "" : "s")};
}

std::vector<ComputeDevice> computeDevices() {
    std::vector<ComputeDevice> devices{processorDevice()};
    for (ComputeDevice& card : learning().cards())
        devices.push_back(std::move(card));
    return devices;
}

void checkDevice(const std::string& device) {
    if (device != processorDevice().id)
        learning().checkDevice(device);
}

std::string torchVersion() {
    return TORCH_VERSION;
}

std::unique_ptr<Learner> makeLearner(const RunOptions& options, std::size_t imageFeatures,
                                     std::size_t sentenceFeatures) {
    return learning().makeLearner(options, imageFeatures, sentenceFeatures);
}

} // namespace crossview
