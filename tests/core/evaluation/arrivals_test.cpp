#include "evaluation/arrivals.h"

#include "common/error.h"
#include "evaluation/item_measures.h"
#include "support/random_rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

namespace crossview {
namespace {

constexpr std::size_t kImages = 120;

Relation oneEach() {
    std::vector<Relation::Pair> pairs;
    for (std::size_t i = 0; i < kImages; ++i)
        if (i != 6)
            pairs.emplace_back(static_cast<std::int32_t>(i), static_cast<std::int32_t>(i));
    return {kImages, kImages, pairs};
}

/// Sentences that are nearer to their images the later the epoch.
std::pair<Matrix, Matrix> epochOf(int epoch) {
    Matrix images = test::randomUnitRows(kImages, 16, 1);
    const Matrix noise = test::randomUnitRows(kImages, 16, 2);
    Matrix sentences(kImages, 16);
    const float near = 0.25F * float(epoch);
    for (std::size_t i = 0; i < kImages; ++i)
        for (std::size_t c = 0; c < 16; ++c)
            sentences(i, c) = near * images(i, c) + (1 - near) * noise(i, c);
    images(3, 0) = std::numeric_limits<float>::quiet_NaN();
    return {std::move(images), std::move(sentences)};
}

TEST(Arrivals, AreTheFirstEpochsWithAMatchAmongTheFirst) {
    const Relation relation = oneEach();
    const std::vector<std::int32_t> leftOut{9};
    Arrivals arrivals;
    std::vector<CrossViewMeasures> measured;
    for (const int epoch : {0, 1, 3}) {
        const auto [images, sentences] = epochOf(epoch);
        addEpoch(arrivals, epoch, images, sentences, relation, leftOut);
        measured.push_back(crossViewMeasures(images, sentences, relation, leftOut));
    }
    EXPECT_EQ(arrivals.epochs, (std::vector{0, 1, 3}));
    const auto check = [&](const std::vector<std::int32_t>& of, ItemMeasures CrossViewMeasures::*view) {
        std::vector<std::size_t> seen(3);
        for (std::size_t i = 0; i < kImages; ++i) {
            std::int32_t first = Arrivals::kNotYet;
            for (std::size_t e = 3; e-- > 0;)
                if (const std::int32_t rank = (measured[e].*view).rank[i]; rank > 0 && rank <= kArrivalRank)
                    first = arrivals.epochs[e];
            if ((measured[0].*view).rank[i] == 0)
                first = Arrivals::kNever;
            EXPECT_EQ(of[i], first) << i;
            seen[first == 0 ? 0 : first == 1 ? 1 : 2] += 1;
        }
        for (const std::size_t count : seen) // the example tells something
            EXPECT_GT(count, 3U);
    };
    check(arrivals.images, &CrossViewMeasures::images);
    check(arrivals.sentences, &CrossViewMeasures::sentences);
    EXPECT_EQ(arrivals.images[6], Arrivals::kNever);
    EXPECT_EQ(arrivals.images[9], Arrivals::kNever);
    EXPECT_EQ(arrivals.sentences[3], Arrivals::kNever);
}

TEST(Arrivals, OfARunThatWasTakenBackAreMeasuredAnew) {
    const Relation relation = oneEach();
    Arrivals straight, back;
    for (const int epoch : {0, 1, 2})
        addEpoch(straight, epoch, epochOf(epoch).first, epochOf(epoch).second, relation);
    for (const int epoch : {0, 1, 3, 1, 2}) // the kill came in epoch 3, the checkpoint is of epoch 0
        addEpoch(back, epoch, epochOf(epoch).first, epochOf(epoch).second, relation);
    EXPECT_EQ(straight, back);
    // Another data set.
    const Matrix few = test::randomUnitRows(4, 8, 1);
    addEpoch(back, 7, few, few, Relation(4, 4, {{0, 0}}));
    EXPECT_EQ(back.epochs, (std::vector{7}));
    EXPECT_EQ(back.images.size(), 4U);
}

TEST(Arrivals, StayAsTheyWereWhenStopped) {
    std::stop_source source;
    source.request_stop();
    Arrivals arrivals;
    addEpoch(arrivals, 0, epochOf(0).first, epochOf(0).second, oneEach());
    const Arrivals before = arrivals;
    EXPECT_THROW(
        addEpoch(arrivals, 1, epochOf(1).first, epochOf(1).second, oneEach(), {}, source.get_token()),
        Cancelled);
    EXPECT_EQ(arrivals, before);
}

} // namespace
} // namespace crossview
