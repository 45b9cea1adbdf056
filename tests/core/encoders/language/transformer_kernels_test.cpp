#include "encoders/language/transformer_kernels.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace crossview {
namespace {

/// Every variant that this processor can run, not only the one that it uses.
class TransformerKernelsTest : public testing::TestWithParam<std::size_t> {
protected:
    void SetUp() override {
        if (GetParam() >= transformerKernelCount())
            GTEST_SKIP() << "this processor runs " << transformerKernelCount() << " variants only";
    }
    const TransformerKernels& kernels() const { return transformerKernels(GetParam()); }
    std::vector<float> noise(std::size_t count, double spread) {
        std::normal_distribution<double> normal(0.3, spread);
        std::vector<float> values(count);
        for (float& value : values)
            value = static_cast<float>(normal(m_random));
        return values;
    }
    std::mt19937 m_random{7};
};

TEST_P(TransformerKernelsTest, NormaliseLikeTheFormula) {
    constexpr std::size_t kRows = 3;
    for (const std::size_t width : {32U, 96U, 384U}) {
        const auto from = noise(kRows * width, 4);
        const auto gamma = noise(width, 1);
        const auto beta = noise(width, 1);
        auto rows = from;
        kernels().layerNorm(rows.data(), kRows, width, gamma.data(), beta.data(), 1e-12F);
        for (std::size_t r = 0; r < kRows; ++r) {
            double mean = 0;
            double variance = 0;
            for (std::size_t c = 0; c < width; ++c)
                mean += static_cast<double>(from[r * width + c]) / static_cast<double>(width);
            for (std::size_t c = 0; c < width; ++c)
                variance +=
                    std::pow(static_cast<double>(from[r * width + c]) - mean, 2) / static_cast<double>(width);
            for (std::size_t c = 0; c < width; ++c)
                EXPECT_NEAR(rows[r * width + c],
                            (static_cast<double>(from[r * width + c]) - mean) / std::sqrt(variance) *
                                    static_cast<double>(gamma[c]) +
                                static_cast<double>(beta[c]),
                            1e-5);
        }
    }
}

TEST_P(TransformerKernelsTest, AttendLikeTheFormula) {
    constexpr AttentionShape kShape{96, 3};
    constexpr std::size_t kHead = 32;
    for (const std::size_t tokens : {1U, 2U, 15U, 16U, 17U, 63U, 64U, 65U, 129U})
        for (const double spread : {0.5, 6.0}) { // the second makes sharp shares and tiny exponentials
            const auto qkv = noise(tokens * 3 * kShape.width, spread);
            std::vector<float> workspace(attentionScratch(tokens, kShape), NAN);
            std::vector<float> out(tokens * kShape.width, NAN);
            kernels().attend(qkv.data(), tokens, kShape, workspace.data(), out.data());
            const auto at = [&](std::size_t part, std::size_t token, std::size_t column) {
                return static_cast<double>(qkv[token * 3 * kShape.width + part * kShape.width + column]);
            };
            for (std::size_t t = 0; t<tokens; t += tokens> 20 ? 9 : 1)
                for (std::size_t first = 0; first < kShape.width; first += kHead) {
                    std::vector<double> scores(tokens);
                    for (std::size_t k = 0; k < tokens; ++k)
                        for (std::size_t c = first; c < first + kHead; ++c)
                            scores[k] += at(0, t, c) * at(1, k, c) / std::sqrt(32.0);
                    const double largest = *std::max_element(scores.begin(), scores.end());
                    double total = 0;
                    for (double& score : scores)
                        total += score = std::exp(score - largest);
                    for (std::size_t c = first; c < first + kHead; ++c) {
                        double expected = 0;
                        for (std::size_t k = 0; k < tokens; ++k)
                            expected += scores[k] / total * at(2, k, c);
                        ASSERT_NEAR(out[t * kShape.width + c], expected, 2e-5 * spread * spread)
                            << tokens << " " << t << " " << c;
                    }
                }
        }
}

TEST_P(TransformerKernelsTest, RoundToTheNearestBfloat16) {
    const std::vector<float> from{0.F,         -0.F,   1.F,   -2.5F,    1.00390625F,
                                  1.01171875F, 1e-30F, 3e38F, INFINITY, 1.0039065F};
    std::vector<std::uint16_t> to(from.size());
    kernels().toBfloat16(from.data(), from.size(), to.data());
    const std::vector<std::uint16_t> expected{
        0x0000, 0x8000, 0x3F80, 0xC020, 0x3F80, // a tie goes to the even one
        0x3F82, to[6],  0x7F62, 0x7F80, 0x3F81};
    EXPECT_EQ(to, expected);
    EXPECT_NEAR(std::bit_cast<float>(static_cast<std::uint32_t>(to[6]) << 16U), 1e-30F, 4e-33F);
}

INSTANTIATE_TEST_SUITE_P(Variants, TransformerKernelsTest, testing::Values(0, 1, 2));

} // namespace
} // namespace crossview
