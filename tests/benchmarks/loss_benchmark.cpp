/// The ranking loss with its gradient against the three matrix products of its distances, in one process,
/// interleaved; prints the median of the paired ratios. Goal: at most 2 where few violations are kept, 4
/// where all are.
#include "common/threads.h"
#include "model/ranking_loss.h"
#include "stopwatch.h"
#include "training/torch_learner.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <cstdio>
#include <vector>

namespace {

using namespace crossview;

constexpr std::int64_t kImages = 500;
constexpr std::int64_t kSentences = 1000;
constexpr std::int64_t kJoint = 512;
constexpr int kWarmUp = 5;
constexpr int kRounds = 40;

/// Two sentences per image; every eighth sentence describes the next image too, so that T3 has work.
PairKinds benchmarkKinds() {
    std::vector<std::uint8_t> matches(static_cast<std::size_t>(kImages * kSentences), 0);
    for (std::int64_t s = 0; s < kSentences; ++s) {
        matches[static_cast<std::size_t>((s / 2) * kSentences + s)] = 1;
        if (s % 8 == 0)
            matches[static_cast<std::size_t>((s / 2 + 1) % kImages * kSentences + s)] = 1;
    }
    return pairKindsFromMatches(matches, kImages, kSentences);
}

at::Tensor unitRows(std::int64_t rows) {
    const at::Tensor values = at::randn({rows, kJoint});
    return values / values.norm(2, 1, true);
}

void productsOfDistances(const at::Tensor& x, const at::Tensor& y) {
    at::mm(x, y.t());
    at::mm(x, x.t());
    at::mm(y, y.t());
}

} // namespace

int main(int, char** argv) {
    prepareProcess(argv);
    prepareTorch();
    at::manual_seed(1);
    const at::Tensor x = unitRows(kImages);
    const at::Tensor y = unitRows(kSentences);
    const PairKinds kinds = benchmarkKinds();
    std::printf("loss with gradient, %d images x %d sentences x %d, %d threads\n", static_cast<int>(kImages),
                static_cast<int>(kSentences), static_cast<int>(kJoint), at::get_num_threads());
    for (const int topK : {10, 50, 0}) {
        const LossOptions options{.margin = 0.1, .lambda1 = 2, .lambda2 = 0.1, .lambda3 = 0.2, .topK = topK};
        Paired paired;
        for (int round = -kWarmUp; round < kRounds; ++round) {
            const Taken products = takenBy([&] { productsOfDistances(x, y); });
            const Taken loss = takenBy([&] { rankingLossGradient(x, y, kinds, options); });
            if (round >= 0)
                paired.add(loss, products);
        }
        std::printf(
            "K %3d: loss %6.2f ms, products %6.2f ms, median ratio %.2f, of processor time %.2f (goal "
            "%d)\n",
            topK, 1e3 * median(paired.seconds), 1e3 * median(paired.ofBaseline), median(paired.ratios),
            median(paired.processorRatios), topK > 0 ? 2 : 4);
    }
    return 0;
}
