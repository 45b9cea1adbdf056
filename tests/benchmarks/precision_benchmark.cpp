/// A training step in float32 and in bfloat16 against the matrix products of its linear layers in the same
/// type (forward, weight gradients, input gradients), and bfloat16 against float32, in one process,
/// interleaved; prints the medians of the paired ratios. Usage: precision_benchmark [device [shape]]
#include "common/threads.h"
#include "stopwatch.h"
#include "training/torch_learner.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <cstdio>
#include <memory>
#include <torch/csrc/api/include/torch/cuda.h>
#include <torch/csrc/api/include/torch/version.h>
#include <vector>

namespace {

using namespace crossview;

constexpr int kWarmUp = 3;
constexpr int kRounds = 40;

struct Shape {
    const char* name;
    std::int64_t images, texts, imageFeatures, textFeatures, hidden, joint;
};
/// The presets picture-book, tpami and cvpr2016 with features of the usual sizes.
constexpr Shape kShapes[] = {{"picture-book", 250, 500, 800, 300, 1024, 512},
                             {"tpami", 500, 1000, 4096, 6000, 2048, 512},
                             {"cvpr2016", 1500, 3000, 4096, 6000, 2048, 512}};

Taken takenOn(const at::Device& device, const auto& work) {
    return takenBy([&] {
        work();
        if (device.is_cuda())
            torch::cuda::synchronize();
    });
}

Matrix randomRows(std::int64_t rows, std::int64_t cols) {
    const at::Tensor values = at::randn({rows, cols});
    const float* const data = values.data_ptr<float>();
    return Matrix(static_cast<std::size_t>(rows), static_cast<std::size_t>(cols),
                  std::vector<float>(data, data + values.numel()));
}

PairKinds kindsOf(const Shape& shape) {
    std::vector<std::uint8_t> matches(static_cast<std::size_t>(shape.images * shape.texts), 0);
    for (std::int64_t t = 0; t < shape.texts; ++t)
        matches[static_cast<std::size_t>(t * shape.images / shape.texts * shape.texts + t)] = 1;
    return pairKindsFromMatches(matches, static_cast<std::size_t>(shape.images),
                                static_cast<std::size_t>(shape.texts));
}

/// One linear layer's products: y = x W^T, dW = dy^T x, and dx = dy W where something stands before it.
class LayerProducts {
public:
    LayerProducts(std::int64_t rows, std::int64_t in, std::int64_t out, bool first,
                  const at::TensorOptions& kind)
        : m_x(at::randn({rows, in}).to(kind)), m_w(at::randn({out, in}).to(kind)),
          m_dy(at::randn({rows, out}).to(kind)), m_first(first) {}

    void run() const {
        at::mm(m_x, m_w.t());
        at::mm(m_dy.t(), m_x);
        if (!m_first)
            at::mm(m_dy, m_w);
    }

private:
    at::Tensor m_x, m_w, m_dy;
    bool m_first;
};

std::vector<LayerProducts> productsOf(const Shape& shape, const at::TensorOptions& kind) {
    return {{shape.images, shape.imageFeatures, shape.hidden, true, kind},
            {shape.images, shape.hidden, shape.joint, false, kind},
            {shape.texts, shape.textFeatures, shape.hidden, true, kind},
            {shape.texts, shape.hidden, shape.joint, false, kind}};
}

void measure(const Shape& shape, const std::string& deviceName) {
    const at::Device device(deviceName);
    const Matrix images = randomRows(shape.images, shape.imageFeatures);
    const Matrix texts = randomRows(shape.texts, shape.textFeatures);
    const PairKinds kinds = kindsOf(shape);
    Paired overProducts[2], narrowOverWide;
    std::vector<std::unique_ptr<Learner>> learners;
    std::vector<std::vector<LayerProducts>> layers;
    for (const Precision precision : {Precision::float32, Precision::bfloat16}) {
        RunOptions options = preset(shape.name);
        options.network.hiddenUnits = static_cast<int>(shape.hidden);
        options.network.jointDimensions = static_cast<int>(shape.joint);
        options.precision = precision;
        options.device = deviceName;
        learners.push_back(std::make_unique<TorchLearner>(options, images.cols(), texts.cols()));
        layers.push_back(productsOf(
            shape,
            at::TensorOptions(precision == Precision::float32 ? at::kFloat : at::kBFloat16).device(device)));
    }
    const LossOptions loss = preset(shape.name).loss;
    for (int round = -kWarmUp; round < kRounds; ++round) {
        Taken steps[2];
        for (std::size_t p = 0; p < 2; ++p) {
            const Taken products = takenOn(device, [&] {
                for (const LayerProducts& layer : layers[p])
                    layer.run();
            });
            steps[p] = takenOn(device, [&] {
                learners[p]->step(images, texts, kinds, loss, 1e-4,
                                  static_cast<std::uint64_t>(round + kWarmUp));
            });
            if (round >= 0)
                overProducts[p].add(steps[p], products);
        }
        if (round >= 0)
            narrowOverWide.add(steps[1], steps[0]);
    }
    for (std::size_t p = 0; p < 2; ++p)
        std::printf("%-12s %-8s step %8.2f ms, its products %8.2f ms, median ratio %5.2f, of processor time "
                    "%5.2f\n",
                    shape.name, p == 0 ? "float32" : "bfloat16", 1e3 * median(overProducts[p].seconds),
                    1e3 * median(overProducts[p].ofBaseline), median(overProducts[p].ratios),
                    median(overProducts[p].processorRatios));
    std::printf("%-12s bfloat16 step / float32 step %.2f, of processor time %.2f\n", shape.name,
                median(narrowOverWide.ratios), median(narrowOverWide.processorRatios));
}

} // namespace

int main(int argc, char** argv) {
    prepareProcess(argv);
    prepareTorch();
    at::manual_seed(1);
    const std::string device = argc > 1 ? argv[1] : "cpu";
    std::printf("LibTorch %s, device %s, %d threads\n", TORCH_VERSION, device.c_str(), at::get_num_threads());
    for (const Shape& shape : kShapes)
        if (argc < 3 || std::string(argv[2]) == shape.name)
            measure(shape, device);
    return 0;
}
