#include "clusters/neighbourhood_purity.h"

#include "common/error.h"
#include "support/random_rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace crossview {
namespace {

TEST(NeighbourhoodPurity, IsThatOfSortingAllOthers) {
    const Matrix images = test::randomUnitRows(90, 8, 1);
    const Matrix sentences = test::randomUnitRows(130, 8, 2);
    ItemLabels labels;
    for (std::int32_t i = 0; i < 90; ++i)
        labels.images.push_back(i % 5 - 1); // a fifth has none
    for (std::int32_t s = 0; s < 130; ++s)
        labels.sentences.push_back(s % 4);
    const ItemShares found = neighbourhoodPurity(images, sentences, labels);

    std::vector<std::vector<double>> rows;
    std::vector<std::int32_t> all = labels.images;
    all.insert(all.end(), labels.sentences.begin(), labels.sentences.end());
    for (const Matrix* view : {&images, &sentences}) {
        std::vector<double> mean(8);
        for (std::size_t r = 0; r < view->rows(); ++r)
            for (std::size_t c = 0; c < 8; ++c)
                mean[c] += double((*view)(r, c)) / double(view->rows());
        for (std::size_t r = 0; r < view->rows(); ++r) {
            rows.emplace_back();
            for (std::size_t c = 0; c < 8; ++c)
                rows.back().push_back(double((*view)(r, c)) - mean[c]);
        }
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        std::vector<std::pair<double, std::size_t>> others;
        for (std::size_t j = 0; j < rows.size(); ++j) {
            double sum = 0;
            for (std::size_t c = 0; c < 8; ++c)
                sum += std::pow(rows[i][c] - rows[j][c], 2);
            if (j != i)
                others.emplace_back(sum, j);
        }
        std::ranges::sort(others);
        double known = 0, same = 0;
        for (std::size_t k = 0; k < kPurityNeighbours; ++k) {
            known += all[others[k].second] >= 0 ? 1 : 0;
            same += all[others[k].second] == all[i] ? 1 : 0;
        }
        const float share = i < 90 ? found.images[i] : found.sentences[i - 90];
        if (all[i] < 0)
            EXPECT_TRUE(std::isnan(share));
        else
            EXPECT_FLOAT_EQ(share, static_cast<float>(same / known));
    }
}

TEST(NeighbourhoodPurity, OfFewIsNotKnownAndItEndsWhenStopped) {
    const ItemShares one = neighbourhoodPurity(test::randomUnitRows(1, 4, 1), Matrix(0, 4), {{0}, {}});
    EXPECT_TRUE(std::isnan(one.images.at(0)));
    std::stop_source stopped;
    stopped.request_stop();
    const Matrix rows = test::randomUnitRows(30, 4, 1);
    EXPECT_THROW(
        neighbourhoodPurity(rows, Matrix(0, 4), {std::vector<std::int32_t>(30, 0), {}}, stopped.get_token()),
        Cancelled);
}

} // namespace
} // namespace crossview
