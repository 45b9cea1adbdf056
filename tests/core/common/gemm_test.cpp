#include "common/gemm.h"

#include <cmath>
#include <gtest/gtest.h>
#include <tuple>
#include <vector>

namespace crossview::test {
namespace {

/// Made-up values that differ at every place.
template <typename T>
std::vector<T> values(int count, double step) {
    std::vector<T> all(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = static_cast<T>(std::sin(step * static_cast<double>(i + 1)));
    return all;
}

using Case = std::tuple<bool, bool>;
class Gemm : public testing::TestWithParam<Case> {
protected:
    template <typename T>
    void expectProduct(double tolerance) const {
        constexpr int kN = 5, kM = 7, kK = 37; // more than two blocks of partial sums, and a rest
        const auto [transposeA, transposeB] = GetParam();
        const auto a = values<T>(kN * kK, 0.7);
        const auto b = values<T>(kK * kM, 1.3);
        std::vector<T> c(kN * kM, T{99}); // overwritten, not added to
        const int lda = transposeA ? kN : kK;
        const int ldb = transposeB ? kK : kM;
        gemm(transposeA, transposeB, kN, kM, kK, a.data(), lda, b.data(), ldb, c.data(), kM);
        for (int i = 0; i < kN; ++i)
            for (int j = 0; j < kM; ++j) {
                double expected = 0;
                for (int p = 0; p < kK; ++p)
                    expected += static_cast<double>(
                                    a.at(static_cast<std::size_t>(transposeA ? p * lda + i : i * lda + p))) *
                                static_cast<double>(
                                    b.at(static_cast<std::size_t>(transposeB ? j * ldb + p : p * ldb + j)));
                EXPECT_NEAR(static_cast<double>(c.at(static_cast<std::size_t>(i * kM + j))), expected,
                            tolerance);
            }
    }
};

TEST_P(Gemm, MultipliesFloats) {
    expectProduct<float>(1e-5);
}

TEST_P(Gemm, MultipliesDoubles) {
    expectProduct<double>(1e-13);
}

INSTANTIATE_TEST_SUITE_P(Transposes, Gemm, testing::Combine(testing::Bool(), testing::Bool()));

} // namespace
} // namespace crossview::test
