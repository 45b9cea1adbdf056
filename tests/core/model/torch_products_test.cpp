#include "common/gemm.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <vector>

namespace crossview {
namespace {

/// LibTorch multiplies by the same kernel as everything else (gemm_openblas.cpp), so the bits are the same.
TEST(TorchProducts, AreThoseOfThisProgram) {
    constexpr int kN = 96, kM = 160, kK = 512;
    at::manual_seed(1);
    const at::Tensor a = at::randn({kN, kK});
    const at::Tensor b = at::randn({kM, kK});
    const at::Tensor product = at::mm(a, b.t()).contiguous();
    std::vector<float> own(kN * kM);
    gemm(false, true, kN, kM, kK, a.data_ptr<float>(), kK, b.data_ptr<float>(), kK, own.data(), kM);
    const std::vector<float> theirs(product.data_ptr<float>(), product.data_ptr<float>() + product.numel());
    EXPECT_EQ(theirs, own);
}

} // namespace
} // namespace crossview
