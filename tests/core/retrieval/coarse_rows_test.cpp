#include "retrieval/coarse_rows.h"

#include "common/error.h"
#include "support/random_rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>

namespace crossview {
namespace {

using test::randomUnitRows;

void expectTheSame(const Matrix& rows, std::span<const float> query, std::size_t k,
                   std::span<const std::int32_t> leftOut = {}) {
    const std::vector<Hit> expected = nearest(query, rows, k, leftOut);
    const std::vector<Hit> found = CoarseRows(SharedMatrix(Matrix(rows))).nearest(query, k, leftOut);
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        EXPECT_EQ(found[i].item, expected[i].item) << i;
        EXPECT_EQ(found[i].distance, expected[i].distance) << i;
    }
}

TEST(CoarseRows, AnswerLikeTheExactOnes) {
    for (const std::size_t width : {1U, 3U, 16U, 100U, 512U, 3000U}) {
        const Matrix rows = randomUnitRows(width > 1000 ? 500 : 9000, width, 7);
        const Matrix queries = randomUnitRows(5, width, 8);
        for (std::size_t q = 0; q < queries.rows(); ++q)
            for (const std::size_t k : {1U, 10U, 100U})
                expectTheSame(rows, queries.row(q), k);
    }
}

/// Trained embeddings lie close together: many rows are almost as near as the nearest.
TEST(CoarseRows, AnswerLikeTheExactOnesWhereRowsLieCloseTogether) {
    Matrix rows = randomUnitRows(6000, 64, 3);
    const Matrix centre = randomUnitRows(1, 64, 4);
    for (std::size_t r = 0; r < rows.rows(); ++r)
        for (std::size_t c = 0; c < 64; ++c)
            rows(r, c) = centre(0, c) + 1e-3F * rows(r, c);
    expectTheSame(rows, rows.row(17), 50);
    std::ranges::fill(rows.row(3), 100.F); // one far away must not make the others coarse
    expectTheSame(rows, rows.row(18), 50);
}

TEST(CoarseRows, TakeRowsThatAreEqualZeroOrNoNumbers) {
    Matrix rows = randomUnitRows(40, 8, 3);
    std::ranges::copy(rows.row(5), rows.row(30).begin());
    std::ranges::fill(rows.row(7), 0.F);
    std::ranges::fill(rows.row(8), 1e-42F);
    rows(9, 2) = std::numeric_limits<float>::quiet_NaN();
    rows(10, 2) = std::numeric_limits<float>::infinity();
    const std::vector<std::int32_t> leftOut{5, 6};
    for (const std::size_t query : {5U, 7U, 8U}) {
        const std::vector<float> asked(rows.row(query).begin(), rows.row(query).end());
        expectTheSame(rows, asked, 12);
        expectTheSame(rows, asked, 1000);
        expectTheSame(rows, asked, 12, leftOut);
    }
    expectTheSame(Matrix(30, 8), rows.row(1), 5);
    expectTheSame(Matrix(0, 8), rows.row(1), 5);
    EXPECT_THROW(CoarseRows(SharedMatrix(Matrix(2, 3))).nearest(rows.row(1), 1), Error);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(CoarseRows(SharedMatrix(Matrix(20000, 8)), stop.get_token()), Cancelled);
}

} // namespace
} // namespace crossview
