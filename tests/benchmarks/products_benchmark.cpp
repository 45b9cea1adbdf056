/// float32 products at the shapes of the network and its loss: this program's kernel, and LibTorch through
/// it, against OpenBLAS and oneDNN as they are by themselves, interleaved in one process. Prints for each
/// shape our share of the better one. Goal: at least 0.9. Bound one of them with OPENBLAS_CORETYPE or
/// ONEDNN_MAX_CPU_ISA.
#include "common/gemm.h"
#include "common/onednn_product.h"
#include "common/product_kernel.h"
#include "common/threads.h"
#include "stopwatch.h"
#include "training/torch_learner.h"

#include <ATen/ATen.h>
#include <algorithm>
#include <array>
#include <cblas.h>
#include <cstdio>
#include <vector>

namespace {

using namespace crossview;

constexpr int kRounds = 15;

struct Shape {
    const char* what;
    int n, m, k;
    bool transposeA, transposeB;
};

constexpr std::array<Shape, 7> kShapes = {{{"images, hidden", 500, 2048, 4096, false, true},
                                           {"texts, hidden", 1000, 2048, 6000, false, true},
                                           {"texts, joint", 1000, 512, 2048, false, true},
                                           {"gradient of hidden weights", 2048, 6000, 1000, true, false},
                                           {"gradient of hidden units", 1000, 2048, 512, false, false},
                                           {"distances", 500, 1000, 512, false, true},
                                           {"gradient of distances", 500, 512, 1000, false, false}}};

double secondsOf(const auto& work) {
    return takenBy(work).seconds;
}

void measure(const Shape& shape) {
    const auto [what, n, m, k, ta, tb] = shape;
    const at::Tensor a = ta ? at::randn({k, n}) : at::randn({n, k});
    const at::Tensor b = tb ? at::randn({m, k}) : at::randn({k, m});
    at::Tensor c = at::empty({n, m});
    const int lda = ta ? n : k, ldb = tb ? k : m;
    const float* const pa = a.data_ptr<float>();
    const float* const pb = b.data_ptr<float>();
    float* const pc = c.data_ptr<float>();
    std::vector<double> own, torch, openBlas, oneDnn;
    for (int round = 0; round < kRounds; ++round) {
        own.push_back(secondsOf([&] { gemm(ta, tb, n, m, k, pa, lda, pb, ldb, pc, m); }));
        torch.push_back(secondsOf([&] { at::mm_out(c, ta ? a.t() : a, tb ? b.t() : b); }));
        openBlas.push_back(secondsOf([&] {
            cblas_sgemm(CblasRowMajor, ta ? CblasTrans : CblasNoTrans, tb ? CblasTrans : CblasNoTrans, n, m,
                        k, 1, pa, lda, pb, ldb, 0, pc, m);
        }));
        if (oneDnnLanes() > 0)
            oneDnn.push_back(
                secondsOf([&] { multiplyWithOneDnn(ta, tb, n, m, k, 1, pa, lda, pb, ldb, 0, pc, m); }));
    }
    const double work = 2e-9 * n * m * k;
    const double best = std::min(median(openBlas), oneDnn.empty() ? 1e9 : median(oneDnn));
    std::printf(
        "%-28s %5.0f %5.0f GF/s; OpenBLAS %5.0f, oneDNN %5.0f; ours %.2f, LibTorch %.2f of the better\n",
        what, work / median(own), work / median(torch), work / median(openBlas),
        oneDnn.empty() ? 0.0 : work / median(oneDnn), best / median(own), best / median(torch));
}

} // namespace

int main(int, char** argv) {
    prepareProcess(argv);
    prepareTorch();
    const at::NoGradGuard noGradients;
    std::printf("products by %s, %zu threads\n", productKernel().name.c_str(), threadBudget());
    for (const Shape& shape : kShapes)
        measure(shape);
    return 0;
}
