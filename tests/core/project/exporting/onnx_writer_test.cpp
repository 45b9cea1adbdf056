// What an exported branch computes, by a reader of ONNX that is not ours.
#include "project/exporting/onnx_writer.h"

#include "common/seeded_random.h"

#include <array>
#include <gtest/gtest.h>
#include <opencv2/dnn.hpp>

namespace crossview::test {
namespace {

Matrix drawn(std::size_t rows, std::size_t cols, SeededRandom& random) {
    Matrix matrix(rows, cols);
    for (std::size_t r = 0; r < rows; ++r)
        for (float& value : matrix.row(r))
            value = static_cast<float>(2 * random.uniform() - 1);
    return matrix;
}

FrozenBranch branch(std::size_t hidden, std::uint64_t seed) {
    SeededRandom random(seed);
    FrozenBranch made;
    if (hidden > 0) {
        made.hiddenWeight = drawn(hidden, 7, random);
        made.hiddenBias = drawn(1, hidden, random).values();
    }
    made.outputWeight = drawn(5, hidden > 0 ? hidden : 7, random);
    made.outputBias = drawn(1, 5, random).values();
    return made;
}

constexpr std::array<std::pair<std::string, std::string>, 0> kNone{};

/// The model's own answer to rows.
Matrix computed(const std::string& model, const Matrix& features) {
    cv::dnn::Net net = cv::dnn::readNetFromONNX(model.data(), model.size());
    cv::Mat input(static_cast<int>(features.rows()), static_cast<int>(features.cols()), CV_32F);
    std::ranges::copy(features.values(), input.ptr<float>());
    net.setInput(input, "features");
    const cv::Mat output = net.forward();
    Matrix rows(static_cast<std::size_t>(output.size[0]), static_cast<std::size_t>(output.size[1]));
    std::copy_n(output.ptr<float>(), rows.size(), rows.data());
    return rows;
}

class OnnxWriter : public testing::TestWithParam<std::size_t> {};

TEST_P(OnnxWriter, WritesWhatEmbedsAlike) {
    const FrozenBranch made = branch(GetParam(), 3);
    SeededRandom random(4);
    const Matrix features = drawn(6, 7, random);
    const Matrix expected = made.embedRows(features);
    const Matrix found = computed(onnxModel(made, "image", kNone), features);
    ASSERT_EQ(found.rows(), 6U);
    ASSERT_EQ(found.cols(), 5U);
    for (std::size_t i = 0; i < found.size(); ++i) // sums of float32 in another order
        EXPECT_NEAR(found.data()[i], expected.data()[i], 1e-6);
}

INSTANTIATE_TEST_SUITE_P(LinearAndNot, OnnxWriter, testing::Values(0U, 4U));

TEST(OnnxModel, MakesShortRowsUnitRowsToo) {
    FrozenBranch made = branch(0, 3);
    for (std::size_t r = 0; r < made.outputWeight.rows(); ++r)
        for (float& value : made.outputWeight.row(r))
            value *= 1e-6F;
    made.outputBias.assign(5, 0);
    SeededRandom random(4);
    const Matrix features = drawn(3, 7, random);
    const Matrix found = computed(onnxModel(made, "image", kNone), features);
    const Matrix expected = made.embedRows(features);
    for (std::size_t i = 0; i < found.size(); ++i)
        EXPECT_NEAR(found.data()[i], expected.data()[i], 1e-6);
}

TEST(OnnxModel, LeavesARowOfLengthZero) {
    FrozenBranch made = branch(0, 3);
    made.outputBias.assign(5, 0);
    const Matrix found = computed(onnxModel(made, "image", kNone), Matrix(2, 7));
    for (const float value : found.values())
        EXPECT_EQ(value, 0);
}

TEST(OnnxModel, NamesWhereItComesFrom) {
    const std::array<std::pair<std::string, std::string>, 1> run{{{"run", "2026-01-01-000000-1"}}};
    const std::string model = onnxModel(branch(4, 3), "sentence", run);
    EXPECT_NE(model.find("2026-01-01-000000-1"), std::string::npos);
    EXPECT_NE(model.find("Crossview"), std::string::npos);
}

} // namespace
} // namespace crossview::test
