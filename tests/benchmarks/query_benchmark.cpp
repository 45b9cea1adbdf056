// What a query costs when warm, beside the forward pass that it cannot do without, both in this run:
//   query_benchmark PROJECT.crossview
#include "common/error.h"
#include "common/threads.h"
#include "encoders/language/sentence_encoder.h"
#include "encoders/store/encoder_store.h"
#include "encoders/vision/image_encoder.h"
#include "features/feature_options.h"
#include "project/project.h"
#include "project/session.h"
#include "retrieval/nearest_rows.h"

#include <algorithm>
#include <chrono>
#include <functional>

#include <fmt/format.h>
#include <opencv2/core.hpp>

namespace {

using namespace crossview;

/// Milliseconds of the median call, after one that warms up.
double milliseconds(const std::function<void()>& call) {
    constexpr int kCalls = 31;
    call();
    std::vector<double> times;
    for (int i = 0; i < kCalls; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        call();
        times.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
    }
    std::ranges::nth_element(times, times.begin() + kCalls / 2);
    return times[kCalls / 2];
}

void measure(const std::filesystem::path& folder) {
    const Project project = Project::open(folder);
    const auto run = project.latestRun();
    if (!run)
        throw Error(fmt::format("{} has no run: train one first.", folder.string()));
    const auto session = openSession(folder, runOptionsFromJson(run->optionsJson));
    const auto snapshot = loadSnapshot(folder, run->id, true);
    if (!snapshot)
        throw Error(fmt::format("Run {} stored no network: train it for one epoch.", run->id));
    const FeatureChain& chain = *session->input.features->chain;
    const std::string text = "something to sit on in the garden";
    const std::filesystem::path picture = session->input.dataset->imagePath(0);

    const double sentence = milliseconds([&] {
        const auto point = snapshot->network->sentence.embed(chain.sentenceFeatures(text));
        nearest(point, snapshot->images, 12);
    });
    const auto meaning = miniLmEncoder();
    const double sentenceForward = milliseconds([&] { meaning->encode(std::vector{text}); });
    fmt::print("sentence query {:.1f} ms; MiniLM's forward {:.1f} ms; ratio {:.2f}\n", sentence,
               sentenceForward, sentence / sentenceForward);

    const double image = milliseconds([&] {
        const auto point = snapshot->network->image.embed(chain.imageFeatures(picture));
        nearest(point, snapshot->sentences, 12);
    });
    const ImageEncoder encoder(encoderEntry("efficientnet-lite2"), EncoderPrecision::float32);
    const cv::Mat pixels(encoder.side(), encoder.side(), CV_8UC3, cv::Scalar::all(200));
    const double imageForward = milliseconds([&] { encoder.features(pixels); });
    fmt::print("picture query {:.1f} ms; EfficientNet-lite2's forward {:.1f} ms; ratio {:.2f}\n", image,
               imageForward, image / imageForward);
}

} // namespace

int main(int argc, char** argv) {
    prepareProcess(argv);
    try {
        if (argc != 2)
            throw Error("usage: query_benchmark PROJECT.crossview");
        measure(argv[1]);
        return 0;
    } catch (const Error& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 1;
    }
}
