#include "training/learner.h"

#include "common/error.h"
#include "common/threads.h"
#include "model/ranking_loss.h"
#include "model/two_branch_network.h"
#include "training/optimiser.h"
#include "training/trainer.h"

#include <ATen/ATen.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <torch/csrc/api/include/torch/cuda.h>
#include <torch/csrc/api/include/torch/version.h>
#include <torch/csrc/autograd/autograd.h>

namespace crossview {
namespace {

std::int64_t cudaDevices() {
    return static_cast<std::int64_t>(torch::cuda::device_count());
}

at::Device deviceOf(const std::string& name) {
    const at::Device device(name);
    if (device.is_cpu())
        return device;
    const std::int64_t count = cudaDevices();
    if (count == 0)
        throw Error(
            fmt::format("The run asks for the device {}, but this LibTorch ({}) sees no CUDA card; set "
                        "device to cpu.",
                        name, torchVersion()));
    if (device.has_index() && device.index() >= count)
        throw Error(fmt::format(
            "The run asks for the device {}, but there are only {} cards, numbered from 0.", name, count));
    return device;
}

/// The rows on the device; on the CPU without copying, so `rows` must live on.
at::Tensor toTensor(const Matrix& rows, at::Device device) {
    // from_blob wants a mutable pointer; nothing writes through it.
    auto* data = const_cast<float*>(rows.data());
    return at::from_blob(data,
                         {static_cast<std::int64_t>(rows.rows()), static_cast<std::int64_t>(rows.cols())},
                         at::TensorOptions(at::kFloat))
        .to(device);
}

/// Mean squared distance of rows from their mean.
double varianceOf(const at::Tensor& rows) {
    return (rows - rows.mean(0, true)).square().sum(1).mean().item<double>();
}

} // namespace

struct Learner::Impl {
    Impl(const RunOptions& options, std::size_t imageFeatures, std::size_t sentenceFeatures)
        : device(deviceOf(options.device)),
          network(static_cast<std::int64_t>(imageFeatures), static_cast<std::int64_t>(sentenceFeatures),
                  options.network, options.seed, at::TensorOptions(at::kFloat).device(device)),
          optimiser(network.parameters(), options.optimiser) {}

    at::Device device;
    TwoBranchNetwork network;
    Optimiser optimiser;
};

Learner::Learner(const RunOptions& options, std::size_t imageFeatures, std::size_t sentenceFeatures) {
    prepareTorch();
    m_impl = std::make_unique<Impl>(options, imageFeatures, sentenceFeatures);
}

Learner::~Learner() = default;

LearnerStep Learner::step(const Matrix& images, const Matrix& texts, const PairKinds& kinds,
                          const LossOptions& loss, double learningRate, std::uint64_t dropoutSeed) {
    const at::AutoGradMode withGradients(true);
    const at::Tensor x =
        m_impl->network.image.train(toTensor(images, m_impl->device), mixSeed({dropoutSeed, 1}));
    const at::Tensor y =
        m_impl->network.sentence.train(toTensor(texts, m_impl->device), mixSeed({dropoutSeed, 2}));
    LossValue value;
    const at::Tensor total = rankingLoss(x, y, kinds, loss, &value);
    LearnerStep result;
    result.terms = value.terms;
    result.total = value.total;
    result.collapseConstant = collapseConstant(value, loss);
    for (std::size_t t = 0; t < 4; ++t)
        if (value.slots[t] > 0)
            result.violated[t] = static_cast<double>(value.active[t]) / static_cast<double>(value.slots[t]);
    result.spread = std::max(varianceOf(x.detach()), varianceOf(y.detach()));
    // A NaN distance is no violation of anything, so the embeddings are looked at too.
    result.finite = std::isfinite(result.total) && std::isfinite(result.spread);
    if (!result.finite)
        return result;
    torch::autograd::backward({total}, {});
    m_impl->optimiser.step(learningRate);
    return result;
}

FrozenNetwork Learner::freeze() const {
    return m_impl->network.freeze();
}

void Learner::store(Checkpoint& checkpoint) const {
    for (const NamedTensor& tensor : m_impl->network.parameters())
        storeTensor(checkpoint, tensor.name, tensor.tensor);
    for (const NamedTensor& tensor : m_impl->network.buffers())
        storeTensor(checkpoint, tensor.name, tensor.tensor);
    m_impl->optimiser.store(checkpoint);
}

void Learner::restore(const Checkpoint& checkpoint, long long steps) {
    for (const NamedTensor& tensor : m_impl->network.parameters())
        restoreTensor(checkpoint, tensor.name, tensor.tensor);
    for (const NamedTensor& tensor : m_impl->network.buffers())
        restoreTensor(checkpoint, tensor.name, tensor.tensor);
    m_impl->optimiser.restore(checkpoint, steps);
}

void prepareTorch() {
    // LibTorch's own default is half the cores (performance.md, section 1).
    if (const auto threads = static_cast<int>(threadBudget()); at::get_num_threads() != threads)
        at::set_num_threads(threads);
    at::globalContext().setFlushDenormal(true);
}

std::string torchVersion() {
    return TORCH_VERSION;
}

std::vector<ComputeDevice> computeDevices() {
    const std::size_t cores = threadBudget();
    std::vector<ComputeDevice> devices{{"cpu", fmt::format("CPU, {} core{}", cores, cores == 1 ? "" : "s")}};
    for (std::int64_t card = 0; card < cudaDevices(); ++card)
        devices.push_back({fmt::format("cuda:{}", card), fmt::format("CUDA card {}", card)});
    return devices;
}

} // namespace crossview
