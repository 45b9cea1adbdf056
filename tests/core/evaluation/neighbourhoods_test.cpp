#include "evaluation/neighbourhoods.h"

#include "common/error.h"
#include "support/random_rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace crossview {
namespace {

/// In float64, one item at a time, all of them.
double expectedShare(const Matrix& rows, const std::vector<std::int32_t>& meanings,
                     const std::vector<std::int32_t>& leftOut) {
    const auto isIn = [&](std::size_t row) {
        return std::ranges::count(leftOut, static_cast<std::int32_t>(row)) == 0 && !std::isnan(rows(row, 0));
    };
    double sum = 0;
    std::size_t asked = 0;
    for (std::size_t r = 0; r < rows.rows(); ++r) {
        if (!isIn(r) || meanings[r] < 0)
            continue;
        std::vector<std::pair<double, std::size_t>> others;
        std::size_t mates = 0;
        for (std::size_t o = 0; o < rows.rows(); ++o) {
            if (o == r || !isIn(o))
                continue;
            double squared = 0;
            for (std::size_t c = 0; c < rows.cols(); ++c)
                squared += std::pow(double(rows(r, c)) - double(rows(o, c)), 2);
            others.emplace_back(squared, o);
            mates += meanings[o] == meanings[r] ? 1U : 0U;
        }
        if (mates == 0)
            continue;
        std::ranges::sort(others);
        others.resize(std::min<std::size_t>(10, others.size()));
        const auto found = std::ranges::count_if(
            others, [&](const auto& other) { return meanings[other.second] == meanings[r]; });
        sum += double(found) / double(std::min<std::size_t>(10, mates));
        ++asked;
    }
    return sum / double(asked);
}

TEST(Neighbourhoods, TheShareOfMatesIsThatOfTheDefinition) {
    Matrix rows = test::randomUnitRows(200, 5, 3);
    std::vector<std::int32_t> meanings(200);
    for (std::size_t r = 0; r < 200; ++r)
        meanings[r] = r % 11 == 0 ? -1 : static_cast<std::int32_t>(r < 40 ? r / 20 : r / 3);
    rows(50, 0) = std::numeric_limits<float>::quiet_NaN();
    const std::vector<std::int32_t> leftOut{3, 77};
    EXPECT_NEAR(mateShare(rows, meanings, leftOut), expectedShare(rows, meanings, leftOut), 1e-12);
}

TEST(Neighbourhoods, OfClustersAreAllMatesAndOfNothingUnknown) {
    Matrix rows(30, 3);
    std::vector<std::int32_t> meanings(30);
    for (std::size_t r = 0; r < 30; ++r) {
        meanings[r] = static_cast<std::int32_t>(r % 3);
        rows(r, r % 3) = 1;
    }
    EXPECT_EQ(mateShare(rows, meanings), 1);
    EXPECT_TRUE(std::isnan(mateShare(rows, std::vector<std::int32_t>(30, -1))));
    std::iota(meanings.begin(), meanings.end(), 0); // everybody alone
    EXPECT_TRUE(std::isnan(mateShare(rows, meanings)));
    EXPECT_TRUE(std::isnan(mateShare({}, {})));
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(mateShare(rows, std::vector<std::int32_t>(30, 1), {}, stop.get_token()), Cancelled);
}

TEST(Neighbourhoods, OfManyRowsAreMeasuredOnASample) {
    const Matrix rows = test::randomUnitRows(5000, 4, 5);
    std::vector<std::int32_t> meanings(5000);
    for (std::size_t r = 0; r < 5000; ++r)
        meanings[r] = static_cast<std::int32_t>(rows(r, 0) > 0);
    const double share = mateShare(rows, meanings);
    EXPECT_GT(share, 0.85);
    EXPECT_LT(share, 1);
    EXPECT_EQ(mateShare(rows, meanings), share);
}

TEST(Neighbourhoods, TheGapIsTheDistanceOfTheMeans) {
    const Matrix images(3, 2, {1, 0, 0, 1, 7, 7});
    const Matrix sentences(1, 2, {0, -1});
    const std::vector<std::int32_t> leftOut{2};
    EXPECT_NEAR(modalityGap(images, sentences, leftOut), std::sqrt(0.25 + 1.5 * 1.5), 1e-12);
    EXPECT_TRUE(std::isnan(modalityGap(images, Matrix(0, 2), leftOut)));
}

TEST(Neighbourhoods, WithoutConceptsSentencesOfAnImageMeanTheSame) {
    const Relation relation(2, 4, {{0, 0}, {0, 1}, {1, 2}});
    const Dataset plain("plain", std::vector<ImageItem>(2), std::vector<SentenceItem>(4), relation, {});
    EXPECT_EQ(meanings(plain, View::image), (std::vector<std::int32_t>{-1, -1}));
    EXPECT_EQ(meanings(plain, View::sentence), (std::vector<std::int32_t>{0, 0, 1, -1}));
    std::vector<ImageItem> images(2);
    images[0].conceptId = 1;
    images[1].conceptId = 1;
    const Dataset named("named", images, std::vector<SentenceItem>(4), relation, {"a", "b"});
    EXPECT_EQ(meanings(named, View::image), (std::vector<std::int32_t>{1, 1}));
    EXPECT_EQ(meanings(named, View::sentence), (std::vector<std::int32_t>{1, 1, 1, -1}));
}

} // namespace
} // namespace crossview
