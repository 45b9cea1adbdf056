#include "training/torch_learner.h"

#include "common/seeded_random.h"
#include "common/threads.h"
#include "model/checkpoint_tensors.h"
#include "model/learned_logits.h"
#include "model/objective.h"
#include "model/two_branch_network.h"
#include "training/learning.h"
#include "training/optimiser.h"
#include "training/torch_device.h"

#include <ATen/ATen.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <algorithm>
#include <c10/util/Exception.h>
#include <cmath>
#include <fmt/format.h>
#include <new>
#include <string_view>
#include <torch/csrc/api/include/torch/version.h>

namespace crossview {
namespace {

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

/// LibTorch and CUDA say it in many ways, some of them only in words.
bool saysOutOfMemory(std::string_view text) {
    constexpr std::string_view kWords[] = {"out of memory", "not enough memory", "can't allocate memory",
                                           "ALLOC_FAILED"};
    return std::any_of(std::begin(kWords), std::end(kWords),
                       [text](std::string_view words) { return text.find(words) != std::string_view::npos; });
}

/// Does `work` on the device; LibTorch's exceptions, which carry a stack trace, become one sentence.
template <typename Work>
auto onDevice(at::Device device, const Work& work) {
    const auto outOfMemory = [device] {
        return OutOfMemory(fmt::format("The memory of the device {} is full", device.str()));
    };
    try {
        return work();
    } catch (const c10::OutOfMemoryError&) {
        throw outOfMemory();
    } catch (const c10::Error& error) {
        const std::string text = error.what_without_backtrace();
        if (saysOutOfMemory(text))
            throw outOfMemory();
        throw Error(fmt::format("LibTorch {} failed on the device {}: {}", TORCH_VERSION, device.str(),
                                text.substr(0, text.find('\n'))));
    } catch (const std::bad_alloc&) {
        throw outOfMemory();
    }
}

} // namespace

struct TorchLearner::Impl {
    Impl(at::Device where, const RunOptions& options, std::size_t imageFeatures, std::size_t sentenceFeatures)
        : device(where), network(static_cast<std::int64_t>(imageFeatures),
                                 static_cast<std::int64_t>(sentenceFeatures), options.network, options.seed,
                                 at::TensorOptions(at::kFloat).device(device), options.precision),
          logits(options.loss, at::TensorOptions(at::kFloat).device(device)),
          optimiser(parameters(), options.optimiser) {}

    std::vector<NamedTensor> parameters() const {
        std::vector<NamedTensor> all = network.parameters();
        for (NamedTensor& tensor : logits.parameters())
            all.push_back(std::move(tensor));
        return all;
    }

    at::Device device;
    TwoBranchNetwork network;
    LearnedLogits logits;
    Optimiser optimiser;
};

TorchLearner::TorchLearner(const RunOptions& options, std::size_t imageFeatures,
                           std::size_t sentenceFeatures) {
    prepareTorch();
    const at::Device device = torchDevice(options.device);
    try {
        m_impl = onDevice(
            device, [&] { return std::make_unique<Impl>(device, options, imageFeatures, sentenceFeatures); });
    } catch (const OutOfMemory& error) {
        throw OutOfMemory(
            fmt::format("{}: the network of these options does not fit; make network.hiddenUnits "
                        "or network.jointDimensions smaller, or set device to cpu.",
                        error.what()));
    }
}

TorchLearner::~TorchLearner() = default;

LearnerStep TorchLearner::step(const Matrix& images, const Matrix& texts, const PairKinds& kinds,
                               const LossOptions& loss, double learningRate, std::uint64_t dropoutSeed) {
    return onDevice(m_impl->device,
                    [&] { return tryStep(images, texts, kinds, loss, learningRate, dropoutSeed); });
}

LearnerStep TorchLearner::tryStep(const Matrix& images, const Matrix& texts, const PairKinds& kinds,
                                  const LossOptions& loss, double learningRate, std::uint64_t dropoutSeed) {
    const at::NoGradGuard noGraph;
    const at::Tensor imageFeatures = toTensor(images, m_impl->device);
    const at::Tensor textFeatures = toTensor(texts, m_impl->device);
    const at::Tensor x = m_impl->network.image.forward(imageFeatures, mixSeed({dropoutSeed, 1}));
    const at::Tensor y = m_impl->network.sentence.forward(textFeatures, mixSeed({dropoutSeed, 2}));
    const LogitValues logits = m_impl->logits.values();
    const ObjectiveGradient gradient = objectiveGradient(x, y, kinds, loss, logits);
    const LossValue& value = gradient.loss.value;
    LearnerStep result;
    result.terms = value.terms;
    result.total = value.total;
    result.collapseConstant = gradient.collapseConstant;
    result.temperature = loss.objective == Objective::ranking ? 0 : 1 / logits.scale;
    for (std::size_t t = 0; t < 4; ++t)
        if (value.slots[t] > 0)
            result.violated[t] = static_cast<double>(value.active[t]) / static_cast<double>(value.slots[t]);
    result.spread = std::max(varianceOf(x), varianceOf(y));
    // A NaN distance is no violation of anything, so the embeddings are looked at too.
    result.finite = std::isfinite(result.total) && std::isfinite(result.spread);
    if (!result.finite)
        return result;
    m_impl->network.image.backward(gradient.loss.images);
    m_impl->network.sentence.backward(gradient.loss.sentences);
    m_impl->logits.setGradients(gradient.logits);
    m_impl->optimiser.step(learningRate);
    m_impl->logits.keepInRange();
    return result;
}

FrozenNetwork TorchLearner::freeze() const {
    return onDevice(m_impl->device, [this] { return m_impl->network.freeze(); });
}

void TorchLearner::store(Checkpoint& checkpoint) const {
    for (const NamedTensor& tensor : m_impl->parameters())
        storeTensor(checkpoint, tensor.name, tensor.tensor);
    for (const NamedTensor& tensor : m_impl->network.buffers())
        storeTensor(checkpoint, tensor.name, tensor.tensor);
    m_impl->optimiser.store(checkpoint);
}

void TorchLearner::restore(const Checkpoint& checkpoint, long long steps) {
    for (const NamedTensor& tensor : m_impl->parameters())
        restoreTensor(checkpoint, tensor.name, tensor.tensor);
    for (const NamedTensor& tensor : m_impl->network.buffers())
        restoreTensor(checkpoint, tensor.name, tensor.tensor);
    m_impl->optimiser.restore(checkpoint, steps);
}

void prepareTorch() {
    // LibTorch's own default is half the cores (method.md 7).
    if (const auto threads = static_cast<int>(threadBudget()); at::get_num_threads() != threads)
        at::set_num_threads(threads);
    at::globalContext().setFlushDenormal(true);
}

const Learning& torchLearning() {
    static constexpr Learning kLearning{[](const RunOptions& options, std::size_t imageFeatures,
                                           std::size_t sentenceFeatures) -> std::unique_ptr<Learner> {
                                            return std::make_unique<TorchLearner>(options, imageFeatures,
                                                                                  sentenceFeatures);
                                        },
                                        &torchCards, [](const std::string& device) { torchDevice(device); }};
    return kLearning;
}

} // namespace crossview
