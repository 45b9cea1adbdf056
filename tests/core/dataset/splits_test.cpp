#include "dataset/splits.h"

#include "common/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <random>
#include <set>

using namespace crossview;
using testing::ElementsAre;

namespace {

/// Pictures with random concepts (some without), one sentence each.
Dataset randomDataset(std::uint32_t seed, std::size_t images, std::size_t concepts) {
    std::mt19937 random(seed);
    std::vector<ImageItem> items(images);
    std::vector<Relation::Pair> pairs;
    for (std::size_t i = 0; i < images; ++i) {
        items[i].path = std::to_string(i) + ".jpg";
        items[i].conceptId = static_cast<std::int32_t>(random() % (concepts + 1)) - 1;
        pairs.emplace_back(i, i);
    }
    std::vector<SentenceItem> sentences(images);
    std::vector<std::string> names;
    for (std::size_t c = 0; c < concepts; ++c)
        names.push_back("concept " + std::to_string(c));
    return Dataset("random", std::move(items), std::move(sentences), Relation(images, images, pairs),
                   std::move(names));
}

std::size_t count(const SplitAssignment& splits, Split split) {
    return splits.imagesIn(split).size();
}

} // namespace

TEST(Splits, ByConceptNeverPutsAConceptOnTwoSides) {
    for (std::uint32_t round = 0; round < 60; ++round) {
        const std::size_t images = 20 + 7 * round;
        const Dataset dataset = randomDataset(round, images, 5 + round);
        SplitOptions options;
        options.testCount = 3 + round / 4;
        options.validationCount = 2 + round / 8;
        options.seed = round;
        const SplitAssignment splits = assignSplits(dataset, options);
        ASSERT_EQ(splits.images.size(), images);

        std::map<std::int32_t, std::vector<Split>> byConcept;
        std::size_t concepts = 0;
        for (std::size_t i = 0; i < images; ++i)
            byConcept[dataset.images()[i].conceptId].push_back(splits.images[i]);
        for (const auto& [id, sides] : byConcept) {
            const auto onSide = [&sides = sides](Split split) {
                return static_cast<std::size_t>(std::count(sides.begin(), sides.end(), split));
            };
            if (id < 0) {
                EXPECT_EQ(onSide(Split::train), sides.size());
                continue;
            }
            ++concepts;
            const std::size_t queries = onSide(Split::test) + onSide(Split::validation);
            EXPECT_TRUE(onSide(Split::train) == sides.size() ||
                        (queries == 1 && onSide(Split::unused) + 1 == sides.size()));
        }
        EXPECT_EQ(count(splits, Split::test), std::min(options.testCount, concepts / 5));
        EXPECT_EQ(count(splits, Split::validation), std::min(options.validationCount, concepts / 5));
    }
}

TEST(Splits, TheSameSeedGivesTheSameSplitAndAnotherSeedAnother) {
    const Dataset dataset = randomDataset(1, 400, 100);
    for (const SplitMethod method : {SplitMethod::byConcept, SplitMethod::random}) {
        std::set<std::string> hashes;
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            const SplitOptions options{method, 15, 10, seed};
            const SplitAssignment splits = assignSplits(dataset, options);
            EXPECT_EQ(splits.images, assignSplits(dataset, options).images);
            EXPECT_EQ(splits.hash(), assignSplits(dataset, options).hash());
            hashes.insert(splits.hash());
        }
        EXPECT_EQ(hashes.size(), 20u);
    }
}

TEST(Splits, RandomHoldsOutImagesAndCutsCountsToAFifth) {
    const Dataset dataset = randomDataset(2, 101, 10);
    const SplitAssignment splits = assignSplits(dataset, {SplitMethod::random, 500, 7, 1});
    EXPECT_EQ(count(splits, Split::test), 20u);
    EXPECT_EQ(count(splits, Split::validation), 7u);
    EXPECT_EQ(count(splits, Split::train), 74u);
    EXPECT_EQ(count(splits, Split::unused), 0u);
}

TEST(Splits, EveryQueryPictureOfAConceptIsChosenSometimes) {
    std::vector<ImageItem> items(15); // five concepts of three pictures
    for (std::size_t i = 0; i < items.size(); ++i)
        items[i].conceptId = static_cast<std::int32_t>(i / 3);
    const Dataset dataset("x", items, {}, Relation(15, 0, {}), {"a", "b", "c", "d", "e"});
    std::set<std::int32_t> queries;
    for (std::uint64_t seed = 0; seed < 200; ++seed)
        for (const std::int32_t image :
             assignSplits(dataset, {SplitMethod::byConcept, 1, 1, seed}).imagesIn(Split::test))
            queries.insert(image);
    EXPECT_EQ(queries.size(), 15u);
}

TEST(Splits, FromFileTakesWhatTheFileSays) {
    std::vector<ImageItem> items(5);
    const std::vector<Split> sides{Split::train, Split::test, Split::train, Split::validation, Split::unused};
    for (std::size_t i = 0; i < items.size(); ++i)
        items[i].fileSplit = sides[i];
    const Dataset dataset("x", items, std::vector<SentenceItem>(2),
                          Relation(5, 2, {{0, 0}, {1, 0}, {2, 1}, {3, 1}}), {});
    const SplitAssignment splits = assignSplits(dataset, {SplitMethod::fromFile, 1, 1, 1});
    EXPECT_EQ(splits.images, sides);
    EXPECT_THAT(splits.imagesIn(Split::train), ElementsAre(0, 2));
    EXPECT_THAT(splits.sentencesIn(Split::train, dataset.relation()), ElementsAre(0, 1));
    EXPECT_THAT(splits.sentencesIn(Split::test, dataset.relation()), ElementsAre(0));
    EXPECT_THAT(splits.sentencesIn(Split::validation, dataset.relation()), ElementsAre(1));
    EXPECT_THAT(splits.sentencesIn(Split::unused, dataset.relation()), ElementsAre());
}

TEST(Splits, RefuseDataThatTheMethodDoesNotFit) {
    const Dataset plain("plain", std::vector<ImageItem>(5), {}, Relation(5, 0, {}), {});
    EXPECT_THROW(assignSplits(plain, {SplitMethod::byConcept, 1, 1, 1}), Error);
    EXPECT_THROW(assignSplits(plain, {SplitMethod::fromFile, 1, 1, 1}), Error);
    EXPECT_NO_THROW(assignSplits(plain, {SplitMethod::random, 1, 1, 1}));
    const Dataset tiny("tiny", std::vector<ImageItem>(1), {}, Relation(1, 0, {}), {});
    EXPECT_THROW(assignSplits(tiny, {SplitMethod::random, 1, 1, 1}), Error);
    EXPECT_THROW(assignSplits(Dataset(), {SplitMethod::random, 1, 1, 1}), Error);
}

TEST(Splits, NameTheOptionThatHelps) {
    std::vector<ImageItem> items(4);
    for (ImageItem& item : items)
        item.fileSplit = Split::test;
    const Dataset dataset("tests only", items, {}, Relation(4, 0, {}), {});
    try {
        assignSplits(dataset, {SplitMethod::fromFile, 1, 1, 1});
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("--split.method random"));
    }
}

TEST(Splits, SayWhereTheyHoldTooLittleToMeasure) {
    SplitAssignment splits;
    splits.images.assign(40, Split::train);
    EXPECT_EQ(fewQueriesRemark(splits), "") << "nothing is measured at all, which is said elsewhere";
    splits.images[0] = Split::test;
    EXPECT_THAT(fewQueriesRemark(splits), testing::StartsWith("The test split holds 1 image,"));
    splits.images[1] = splits.images[2] = Split::validation;
    EXPECT_THAT(fewQueriesRemark(splits),
                testing::StartsWith("The validation split holds 2 images and the test split holds 1 image,"));
    std::fill_n(splits.images.begin(), kFewQueries, Split::test);
    std::fill_n(splits.images.begin() + kFewQueries, kFewQueries, Split::validation);
    EXPECT_EQ(fewQueriesRemark(splits), "");
}

TEST(Splits, CountTheConceptsThatCanBeHeldOut) {
    std::vector<ImageItem> items(30);
    for (std::size_t i = 0; i < items.size(); ++i)
        items[i].conceptId = static_cast<std::int32_t>(i % 6);
    const std::vector<std::string> names(60, "name"); // most of them of no image
    EXPECT_EQ(heldOutConcepts(Dataset("x", items, {}, Relation(30, 0, {}), names)), 1U);
    EXPECT_EQ(heldOutConcepts(Dataset("x", std::vector<ImageItem>(30), {}, Relation(30, 0, {}), {})), 0U);
}

TEST(Splits, NamesOfMethodsGoBothWays) {
    for (const SplitMethod method : {SplitMethod::byConcept, SplitMethod::random, SplitMethod::fromFile})
        EXPECT_EQ(splitMethodFromString(toString(method)), method);
    EXPECT_THROW(splitMethodFromString("conceptual"), Error);
    EXPECT_THROW(splitMethodFromString(""), Error);
}
