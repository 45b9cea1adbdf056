#include "evaluation/measurement.h"

#include "common/error.h"
#include "support/random_rows.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossview {
namespace {

using test::randomUnitRows;
using testing::HasSubstr;

/// n images with two sentences each, half of which lie near their image. A last sentence has two images.
EvaluationItems someItems(std::size_t n) {
    EvaluationItems items;
    items.images = randomUnitRows(n, 12, 1);
    items.texts = randomUnitRows(2 * n, 12, 2);
    std::vector<Relation::Pair> pairs;
    for (std::size_t s = 0; s < 2 * n; ++s) {
        pairs.emplace_back(static_cast<std::int32_t>(s / 2), static_cast<std::int32_t>(s));
        for (std::size_t c = 0; c < 12 && s % 2 == 0; ++c)
            items.texts(s, c) = 0.4F * items.texts(s, c) + 0.6F * items.images(s / 2, c);
    }
    pairs.emplace_back(0, static_cast<std::int32_t>(2 * n - 1));
    items.relation = Relation(n, 2 * n, std::move(pairs));
    return items;
}

void expectSame(const RecallBothWays& a, const RecallBothWays& b) {
    for (const auto direction : {&RecallBothWays::imageToSentence, &RecallBothWays::sentenceToImage})
        for (const auto member :
             {&Recall::r1, &Recall::r5, &Recall::r10, &Recall::medianRank, &Recall::meanRank})
            EXPECT_NEAR(a.*direction.*member, b.*direction.*member, 1e-9);
}

TEST(Measurement, HasTheRecallsOfEvaluateRecall) {
    const EvaluationItems items = someItems(80);
    const Measurement measurement = measure(items, "sentences", TieRule::index, TestPool::all);
    ASSERT_EQ(measurement.pools.size(), 1U);
    const RecallBothWays recall = recallOf(measurement);
    expectSame(recall, evaluateRecall(items.images, items.texts, items.relation, TieRule::index));
    EXPECT_EQ(recall.protocol, "sentences");
    EXPECT_EQ(measurement.images, 80U);
    const DirectionRanks& sentences = measurement.pools.front().sentenceToImage;
    EXPECT_EQ(sentences.images.size(), 160U);
    EXPECT_EQ(sentences.images[7], 3);
    EXPECT_EQ(sentences.images.back(), 0) << "of two images the first";
}

TEST(Measurement, OfPoolsIsThatOfTheirItemsAlone) {
    const EvaluationItems items = someItems(5001);
    const auto part = [&](std::size_t begin, std::size_t count) {
        EvaluationItems some;
        some.images = Matrix(count, 12);
        some.texts = Matrix(2 * count, 12);
        std::vector<Relation::Pair> pairs;
        for (std::size_t i = 0; i < count; ++i)
            std::ranges::copy(items.images.row(begin + i), some.images.row(i).begin());
        for (std::size_t s = 0; s < 2 * count; ++s) {
            std::ranges::copy(items.texts.row(2 * begin + s), some.texts.row(s).begin());
            pairs.emplace_back(static_cast<std::int32_t>(s / 2), static_cast<std::int32_t>(s));
        }
        return evaluateRecall(some.images, some.texts, Relation(count, 2 * count, pairs), TieRule::mean);
    };
    // Image 0 has a third sentence, that of image 5000: in its pool, too.
    const auto measured = [&](TestPool pool) { return measure(items, "sentences", TieRule::mean, pool); };
    const Measurement folds = measured(TestPool::fiveFolds);
    ASSERT_EQ(folds.pools.size(), 5U);
    double r5 = 0;
    double median = 0;
    for (std::size_t fold = 1; fold < 5; ++fold) {
        const RecallBothWays alone = part(1000 * fold, 1000);
        EXPECT_NEAR(recallFromRanks(folds.pools[fold].sentenceToImage.ranks).r5, alone.sentenceToImage.r5,
                    1e-9);
        EXPECT_EQ(folds.pools[fold].imageToSentence.ranks.size(), 1000U);
        r5 += alone.sentenceToImage.r5 / 5;
        median += alone.sentenceToImage.medianRank / 5;
    }
    const Recall first = recallFromRanks(folds.pools[0].sentenceToImage.ranks);
    EXPECT_NEAR(recallOf(folds).sentenceToImage.r5, r5 + first.r5 / 5, 1e-9) << "the mean over folds";
    EXPECT_NEAR(recallOf(folds).sentenceToImage.medianRank, median + first.medianRank / 5, 1e-9);
    EXPECT_EQ(recallOf(folds).imageToSentence.queries, 5000U);
    EXPECT_EQ(measured(TestPool::first1000).pools.front().images, 1000U);
    EXPECT_EQ(measured(TestPool::first1000).pools.front().imageToSentence.ranks,
              folds.pools.front().imageToSentence.ranks);
    EXPECT_EQ(measured(TestPool::first5000).pools.front().images, 5000U);
    EXPECT_EQ(measured(TestPool::first5000).images, 5001U);
}

TEST(Measurement, RescoresEachPoolByItsOwnItems) {
    const EvaluationItems items = someItems(5000);
    std::vector<std::size_t> itemsOfPools;
    const RescoreBothWays rescore{[&](MatrixView queries, MatrixView answers) -> Rescore {
                                      EXPECT_EQ(queries.rows(), 1000U);
                                      itemsOfPools.push_back(answers.rows());
                                      return [](std::span<double> scores) {
                                          for (double& score : scores)
                                              score = -score; // the worst first
                                      };
                                  },
                                  {}};
    const Measurement plain = measure(items, "sentences", TieRule::mean, TestPool::fiveFolds);
    const Measurement worst = measure(items, "sentences", TieRule::mean, TestPool::fiveFolds, rescore);
    EXPECT_EQ(itemsOfPools, (std::vector<std::size_t>{2001, 2000, 2000, 2000, 2000}));
    EXPECT_LT(recallOf(worst).imageToSentence.r10, 5);
    EXPECT_GT(recallOf(plain).imageToSentence.r10, 50);
    expectSame({recallOf(plain).sentenceToImage, {}, {}}, {recallOf(worst).sentenceToImage, {}, {}});
}

TEST(Measurement, AnAllEqualSpaceDoesNotScore) {
    EvaluationItems items = someItems(100);
    std::ranges::fill(items.images.values(), 0.25F);
    std::ranges::fill(items.texts.values(), 0.25F);
    EXPECT_EQ(recallOf(measure(items, "sentences", TieRule::mean, TestPool::all)).sum(), 0);
}

TEST(Measurement, SaysWhatDoesNotFit) {
    const EvaluationItems items = someItems(999);
    for (const TestPool pool : {TestPool::first1000, TestPool::fiveFolds, TestPool::first5000})
        try {
            measure(items, "sentences", TieRule::mean, pool);
            FAIL() << toString(pool);
        } catch (const Error& error) {
            EXPECT_THAT(error.what(), HasSubstr("999"));
            EXPECT_THAT(error.what(), HasSubstr("pool all"));
        }
    EvaluationItems other = someItems(3);
    other.images = randomUnitRows(3, 11, 1);
    EXPECT_THROW(measure(other, "sentences", TieRule::mean, TestPool::all), Error);
    other.images = randomUnitRows(4, 12, 1);
    EXPECT_THROW(measure(other, "sentences", TieRule::mean, TestPool::all), Error);
    const Measurement empty = measure({}, "documents", TieRule::mean, TestPool::all);
    EXPECT_FALSE(recallOf(empty).isMeasured());
    EXPECT_EQ(chanceOf(empty, &PoolRanks::imageToSentence).r1, 0);
}

TEST(TestPool, IsNamed) {
    for (const char* name : {"all", "1k", "5x1k", "5k"})
        EXPECT_STREQ(toString(testPoolFromString(name)), name);
    EXPECT_THROW(testPoolFromString("10k"), Error);
    EXPECT_EQ(describe(TestPool::all, 500), "all 500 images");
    EXPECT_EQ(describe(TestPool::fiveFolds, 5000), "mean of five folds of 1000 images");
}

TEST(Chance, IsThatOfSeveralMatches) {
    // 1,000 images of 5 sentences each: 0.1, 0.4992, 0.9964 % (method.md 6E); one match each: 100 K / items.
    const std::vector<std::size_t> five(10, 5);
    EXPECT_NEAR(chanceRecall(five, 5000).r1, 0.1, 1e-9);
    EXPECT_NEAR(chanceRecall(five, 5000).r5, 0.4992, 5e-5);
    EXPECT_NEAR(chanceRecall(five, 5000).r10, 0.9964, 5e-5);
    EXPECT_NEAR(chanceRecall(five, 25000).r10, 0.1999, 1e-4);
    const std::vector<std::size_t> mixed{1, 0, 3};
    EXPECT_NEAR(chanceRecall(mixed, 4).r1, (25.0 + 75.0) / 2, 1e-9) << "without the one that has no match";
    EXPECT_NEAR(chanceRecall(mixed, 4).r5, 100, 1e-9);
    EXPECT_EQ(chanceRecall(std::vector<std::size_t>{0}, 4).r1, 0);
    EXPECT_NEAR(chanceRecall(std::vector<std::size_t>{1, 1}, 500).r10, chanceRecall(500).r10, 1e-9);
}

} // namespace
} // namespace crossview
