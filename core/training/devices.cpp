#include "training/devices.h"

#include "common/error.h"
#include "common/threads.h"
#include "training/torch_device.h"

#include <cstdint>
#include <fmt/format.h>
#include <torch/csrc/api/include/torch/cuda.h>
#include <torch/csrc/api/include/torch/version.h>

namespace crossview {
namespace {

std::int64_t cudaDevices() {
    return static_cast<std::int64_t>(torch::cuda::device_count());
}

} // namespace

at::Device torchDevice(const std::string& name) {
    const at::Device device(name);
    if (device.is_cpu())
        return device;
    const std::int64_t count = cudaDevices();
    if (count == 0)
        throw Error(
            fmt::format("The run asks for the device {}, but this LibTorch ({}) sees no CUDA card; set "
                        "device to cpu, or build with installer/run.sh --libtorch=cuda where there is one.",
                        name, torchVersion()));
    if (device.has_index() && device.index() >= count)
        throw Error(fmt::format(
            "The run asks for the device {}, but the cards here are cuda:0 to cuda:{}; choose one of them.",
            name, count - 1));
    return device;
}

std::vector<ComputeDevice> computeDevices() {
    const std::size_t cores = threadBudget();
    std::vector<ComputeDevice> devices{{"cpu", fmt::format("CPU, {} core{}", cores, cores == 1 ? "" : "s")}};
    for (std::int64_t card = 0; card < cudaDevices(); ++card)
        devices.push_back({fmt::format("cuda:{}", card), fmt::format("CUDA card {}", card)});
    return devices;
}

void checkDevice(const std::string& device) {
    torchDevice(device);
}

std::string torchVersion() {
    return TORCH_VERSION;
}

} // namespace crossview
