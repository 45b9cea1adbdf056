#include "training/torch_device.h"

#include "common/error.h"
#include "training/devices.h"

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
                        name, TORCH_VERSION));
    if (device.has_index() && device.index() >= count)
        throw Error(fmt::format(
            "The run asks for the device {}, but the cards here are cuda:0 to cuda:{}; choose one of them.",
            name, count - 1));
    return device;
}

std::vector<ComputeDevice> torchCards() {
    std::vector<ComputeDevice> cards;
    for (std::int64_t card = 0; card < cudaDevices(); ++card)
        cards.push_back({fmt::format("cuda:{}", card), fmt::format("CUDA card {}", card)});
    return cards;
}

} // namespace crossview
