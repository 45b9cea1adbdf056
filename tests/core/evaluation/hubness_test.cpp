#include "evaluation/hubness.h"

#include "common/error.h"
#include "support/random_rows.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <limits>
#include <numeric>

namespace crossview {
namespace {

using test::randomUnitRows;

/// k-occurrences by sorting every query's items.
std::vector<std::uint32_t> occurrencesBySorting(const Matrix& queries, const Matrix& items, std::size_t k,
                                                double penaltyPerItem) {
    std::vector<std::uint32_t> occurrences(items.rows());
    for (std::size_t q = 0; q < queries.rows(); ++q) {
        std::vector<std::pair<double, std::size_t>> order;
        for (std::size_t item = 0; item < items.rows(); ++item) {
            double score = -penaltyPerItem * double(item);
            for (std::size_t c = 0; c < items.cols(); ++c)
                score += double(queries(q, c)) * double(items(item, c));
            order.emplace_back(-score, item);
        }
        std::sort(order.begin(), order.end());
        for (std::size_t i = 0; i < std::min(k, order.size()); ++i)
            ++occurrences[order[i].second];
    }
    return occurrences;
}

TEST(Hubness, CountsWhatASortCounts) {
    const Matrix queries = randomUnitRows(900, 20, 1);
    const Matrix items = randomUnitRows(3000, 20, 2); // 16 MiB hold 699 queries
    const Hubness found = hubness(queries, items, 10);
    EXPECT_EQ(found.occurrences, occurrencesBySorting(queries, items, 10, 0));
    EXPECT_EQ(std::accumulate(found.occurrences.begin(), found.occurrences.end(), 0U), 9000U);
    EXPECT_EQ(found.expected(), 3);
    EXPECT_EQ(found.queries, 900U);
    EXPECT_GT(found.skewness, 0.5) << "20 dimensions have hubs";
    const auto rescored = hubness(queries, items, 10, [](std::span<double> row) {
        for (std::size_t item = 0; item < row.size(); ++item)
            row[item] -= 0.0001 * double(item);
    });
    EXPECT_EQ(rescored.occurrences, occurrencesBySorting(queries, items, 10, 0.0001));
}

TEST(Hubness, ListsHubsAndWhatIsNeverFound) {
    Hubness found;
    found.occurrences = {2, 0, 7, 2, 0};
    EXPECT_EQ(found.hubs(3), (std::vector<std::int32_t>{2, 0, 3}));
    EXPECT_EQ(found.hubs(9).size(), 5U);
    EXPECT_EQ(found.neverFound(9), (std::vector<std::int32_t>{1, 4}));
    EXPECT_EQ(found.neverFound(1), (std::vector<std::int32_t>{1}));
}

TEST(Hubness, SkewnessIsThatOfScipy) {
    // scipy.stats.skew([0, 1, 2, 10, 3, 0, 0, 1])
    const std::vector<std::uint32_t> values{0, 1, 2, 10, 3, 0, 0, 1};
    EXPECT_NEAR(skewness(values), 1.8468772414053294, 1e-12);
    EXPECT_EQ(skewness(std::vector<std::uint32_t>{3, 3, 3}), 0);
    EXPECT_EQ(skewness({}), 0);
    EXPECT_NEAR(skewness(std::vector<std::uint32_t>{0, 0, 3}), 0.7071067811865476, 1e-12);
}

TEST(Hubness, AHubIsSeen) {
    // One item stands where all queries are.
    Matrix queries(50, 2);
    Matrix items(20, 2);
    for (std::size_t q = 0; q < 50; ++q)
        queries(q, 0) = 1;
    for (std::size_t item = 0; item < 20; ++item)
        items(item, item == 13 ? 0 : 1) = 1;
    const Hubness found = hubness(queries, items, 1);
    EXPECT_EQ(found.hubs(1), (std::vector<std::int32_t>{13}));
    EXPECT_EQ(found.occurrences[13], 50U);
    EXPECT_EQ(found.antiHubs, 19U);
}

TEST(Hubness, NaNNeverComesUpAndKIsCut) {
    Matrix items = randomUnitRows(4, 3, 1);
    items(2, 1) = std::numeric_limits<float>::quiet_NaN();
    const Hubness found = hubness(randomUnitRows(6, 3, 2), items, 10);
    EXPECT_EQ(found.occurrences, (std::vector<std::uint32_t>{6, 6, 0, 6}));
    EXPECT_EQ(hubness(Matrix(0, 3), items, 10).skewness, 0);
    EXPECT_EQ(hubness(items, Matrix(0, 3), 10).expected(), 0);
    EXPECT_THROW(hubness(Matrix(1, 2), items, 10), Error);
    std::stop_source source;
    source.request_stop();
    EXPECT_THROW(hubness(items, items, 10, {}, source.get_token()), Cancelled);
}

} // namespace
} // namespace crossview
