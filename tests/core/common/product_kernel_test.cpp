#include "common/product_kernel.h"

#include "common/gemm.h"
#include "common/onednn_product.h"

#include <cmath>
#include <cstdlib>
#include <gtest/gtest.h>
#include <random>
#include <vector>

namespace crossview::test {
namespace {

std::vector<float> randomValues(std::size_t count, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal;
    std::vector<float> values(count);
    for (float& value : values)
        value = normal(random);
    return values;
}

/// Element (i, j) of op(A) op(B) in float64.
double exact(const std::vector<float>& a, const std::vector<float>& b, bool ta, bool tb, int n, int m, int k,
             int i, int j) {
    double sum = 0;
    for (int p = 0; p < k; ++p)
        sum += double(a[static_cast<std::size_t>(ta ? p * n + i : i * k + p)]) *
               double(b[static_cast<std::size_t>(tb ? j * k + p : p * m + j)]);
    return sum;
}

// Sides that are no multiples of any block, large enough for every kernel's main loop.
constexpr int kN = 131, kM = 77, kK = 301;
// Sums of 301 products of about 1, in float32: a few units of the last place of the largest partial sum.
constexpr double kTolerance = 2e-4;

/// As on a processor that OpenBLAS does not know: it was loaded with an old kernel, and nobody asked for that.
class ProductKernel : public testing::Test {
protected:
    static void SetUpTestSuite() {
        if (std::getenv("CROSSVIEW_FORGET_CORETYPE"))
            ::unsetenv("OPENBLAS_CORETYPE");
    }
};

TEST_F(ProductKernel, WhatIsChosenMultiplies) {
    EXPECT_FALSE(productKernel().name.empty());
    const auto a = randomValues(kN * kK, 1), b = randomValues(kK * kM, 2);
    for (const bool ta : {false, true})
        for (const bool tb : {false, true}) {
            std::vector<float> c(kN * kM, NAN); // overwritten, not added to
            gemm(ta, tb, kN, kM, kK, a.data(), ta ? kN : kK, b.data(), tb ? kK : kM, c.data(), kM);
            for (const int i : {0, 64, kN - 1})
                for (const int j : {0, 33, kM - 1})
                    EXPECT_NEAR(c[static_cast<std::size_t>(i * kM + j)],
                                exact(a, b, ta, tb, kN, kM, kK, i, j), kTolerance);
        }
}

TEST_F(ProductKernel, OneDnnAddsToWhatIsThere) {
    if (oneDnnLanes() == 0)
        GTEST_SKIP() << "no oneDNN for this processor";
    const auto a = randomValues(kN * kK, 1), b = randomValues(kK * kM, 2);
    std::vector<float> c(kN * kM, 3.0F);
    multiplyWithOneDnn(false, true, kN, kM, kK, 0.5F, a.data(), kK, b.data(), kK, 2.0F, c.data(), kM);
    for (const int i : {0, 100, kN - 1})
        EXPECT_NEAR(c[static_cast<std::size_t>(i * kM + 5)],
                    6 + 0.5 * exact(a, b, false, true, kN, kM, kK, i, 5), kTolerance);
}

/// In a process of its own (ctest sets CROSSVIEW_EXPECT_PRODUCTS beside what bounds a library).
TEST_F(ProductKernel, IsTheWiderOne) {
    const char* expected = std::getenv("CROSSVIEW_EXPECT_PRODUCTS");
    if (!expected)
        GTEST_SKIP() << "only where ctest bounds one of the libraries";
#if defined(__x86_64__)
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma"))
        GTEST_SKIP() << "a processor without AVX2";
#else
    GTEST_SKIP() << "OpenBLAS alone has kernels for this processor";
#endif
    EXPECT_EQ(productKernel().name.substr(0, std::string_view(expected).size()), expected);
}

} // namespace
} // namespace crossview::test
