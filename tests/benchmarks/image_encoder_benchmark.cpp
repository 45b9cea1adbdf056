// The image encoder's forward against ONNX Runtime on the same cores, both in this run:
//   image_encoder_benchmark [WEIGHTS-FOLDER]
// ONNX Runtime is the PyPI package (pip install numpy onnx onnxruntime); without it only our own rates are
// printed.
#include "common/error.h"
#include "common/text.h"
#include "common/threads.h"
#include "encoders/vision/efficientnet_lite.h"
#include "encoders/weights/weight_files.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>

#include <fmt/format.h>

namespace {

using namespace crossview;
using Clock = std::chrono::steady_clock;

/// Pictures per second on all cores, best of five spans.
double ownRate(const ConvolutionNetwork& network) {
    constexpr std::size_t kPictures = 64;
    std::vector<float> picture(3 * network.side() * network.side());
    std::mt19937 random(1);
    std::uniform_real_distribution<float> uniform(-1, 1);
    std::ranges::generate(picture, [&] { return uniform(random); });
    double best = 0;
    for (int span = 0; span < 6; ++span) { // the first one warms up
        const auto begin = Clock::now();
        parallelFor(kPictures, {}, [&](std::size_t) {
            std::vector<float> row(network.dimensions());
            network.features(picture, row);
        });
        if (span > 0)
            best = std::max(best, static_cast<double>(kPictures) /
                                      std::chrono::duration<double>(Clock::now() - begin).count());
    }
    return best;
}

/// The same of ONNX Runtime, the better of batches of 1 and 16; 0 where it is not installed.
double onnxRuntimeRate(int variant, const std::filesystem::path& weights) {
    double best = 0;
    for (const int batch : {1, 16}) {
        const std::string command = fmt::format(
            "python3 '{}' {} '{}' /tmp/crossview-benchmark.onnx --rate --threads {} --batch {} 2>/dev/null",
            CROSSVIEW_EXPORT_SCRIPT, variant, weights.string(), threadBudget(), batch);
        std::FILE* pipe = ::popen(command.c_str(), "r");
        char line[64] = {};
        if (pipe && std::fgets(line, sizeof line, pipe))
            best = std::max(best, parseDouble(trimmed(line)).value_or(0));
        if (pipe)
            ::pclose(pipe);
    }
    return best;
}

void compare(int variant, const std::filesystem::path& weights) {
    const EfficientNetLiteVariant shape =
        variant == 0 ? EfficientNetLiteVariant::lite0() : EfficientNetLiteVariant::lite2();
    const auto layers = efficientNetLiteLayers(shape, readWeights(weights));
    const double own = ownRate(ConvolutionNetwork(layers, shape.side, EncoderPrecision::float32));
    const double theirs = onnxRuntimeRate(variant, weights);
    fmt::print("EfficientNet-lite{}, float32, {} cores: {:.0f} pictures/s", variant, threadBudget(), own);
    if (theirs > 0)
        fmt::print("; ONNX Runtime {:.0f} pictures/s; ratio {:.2f}\n", theirs, own / theirs);
    else
        fmt::print("; no ONNX Runtime here to compare with (pip install numpy onnx onnxruntime)\n");
    if (processorHasBfloat16()) {
        const double rounded = ownRate(ConvolutionNetwork(layers, shape.side, EncoderPrecision::bfloat16));
        fmt::print("  bfloat16: {:.0f} pictures/s, {:.2f} of our float32\n", rounded, rounded / own);
    }
}

} // namespace

int main(int argc, char** argv) {
    try {
        const char* home = std::getenv("HOME");
        const std::filesystem::path folder =
            argc > 1 ? argv[1] : std::string(home ? home : "") + "/.local/share/crossview/encoders";
        for (const int variant : {0, 2})
            compare(variant, folder / fmt::format("efficientnet-lite{}", variant) / "weights.pth");
        return 0;
    } catch (const Error& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 1;
    }
}
