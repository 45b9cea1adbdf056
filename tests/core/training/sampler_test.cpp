#include "common/error.h"
#include "synthetic_input.h"
#include "training/batch_kinds.h"
#include "training/batch_rows.h"
#include "training/batch_sampler.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <map>
#include <set>

namespace crossview::test {
namespace {

bool sameBatch(const Batch& a, const Batch& b) {
    const auto sameText = [](const BatchText& s, const BatchText& t) {
        return s.sentences == t.sentences && s.owner == t.owner;
    };
    return a.images == b.images &&
           std::equal(a.texts.begin(), a.texts.end(), b.texts.begin(), b.texts.end(), sameText);
}

PairKind crossKind(const PairKinds& kinds, std::size_t image, std::size_t text) {
    return kinds.cross[image * kinds.sentences + text];
}

TEST(BatchSampler, AnEpochOverImagesHoldsEveryTrainingImageOnce) {
    const TrainingInput input = syntheticInput();
    const BatchSource source = batchSource(input);
    BatchSampler sampler(source, {.images = 20, .epochOver = EpochUnit::images}, 1);
    EXPECT_EQ(sampler.unitsPerEpoch(), 96U);
    std::vector<std::int32_t> seen;
    for (std::size_t b = 0; b < sampler.batchesPerEpoch(); ++b) {
        const Batch batch = sampler.batch(1, b);
        EXPECT_LE(batch.images.size(), 20U);
        EXPECT_GE(batch.images.size(), 19U);
        seen.insert(seen.end(), batch.images.begin(), batch.images.end());
    }
    std::sort(seen.begin(), seen.end());
    EXPECT_EQ(seen, input.splits->imagesIn(Split::train));
}

TEST(BatchSampler, AnEpochOverPairsHoldsEveryPairAndGivesEveryImageTwoSentences) {
    const TrainingInput input = syntheticInput();
    const BatchSource source = batchSource(input);
    const Relation& relation = input.dataset->relation();
    BatchSampler sampler(source, {.images = 30, .sentencesPerImage = 2, .epochOver = EpochUnit::pairs}, 1);
    std::set<Relation::Pair> drawn;
    for (std::size_t b = 0; b < sampler.batchesPerEpoch(); ++b) {
        const Batch batch = sampler.batch(3, b);
        EXPECT_EQ(std::set<std::int32_t>(batch.images.begin(), batch.images.end()).size(),
                  batch.images.size());
        std::set<std::int32_t> singles;
        for (const BatchText& text : batch.texts) {
            ASSERT_EQ(text.sentences.size(), 1U);
            EXPECT_TRUE(singles.insert(text.sentences[0]).second) << "a sentence stands twice";
            EXPECT_TRUE(relation.matches(static_cast<std::size_t>(text.owner),
                                         static_cast<std::size_t>(text.sentences[0])));
        }
        for (const std::int32_t image : batch.images) {
            int texts = 0;
            for (const std::int32_t sentence : singles)
                if (relation.matches(static_cast<std::size_t>(image), static_cast<std::size_t>(sentence))) {
                    ++texts;
                    drawn.emplace(image, sentence);
                }
            EXPECT_GE(texts, 2);
        }
    }
    std::size_t pairs = 0;
    for (const std::int32_t image : input.splits->imagesIn(Split::train))
        pairs += relation.sentencesOf(static_cast<std::size_t>(image)).size();
    EXPECT_EQ(drawn.size(), pairs);
    EXPECT_EQ(sampler.unitsPerEpoch(), pairs);
}

TEST(BatchSampler, FollowsFromSeedEpochAndNumberAlone) {
    const TrainingInput input = syntheticInput();
    const BatchSource source = batchSource(input);
    const BatchOptions options{
        .images = 20, .textUnit = TextUnit::mixed, .neighbourShare = 0.3, .conceptNeighbours = true};
    BatchSampler forward(source, options, 5);
    BatchSampler jumping(source, options, 5);
    BatchSampler other(source, options, 6);
    for (std::size_t b = 0; b < forward.batchesPerEpoch(); ++b)
        forward.batch(1, b);
    EXPECT_TRUE(sameBatch(forward.batch(2, 3), jumping.batch(2, 3)));
    EXPECT_FALSE(sameBatch(forward.batch(2, 3), jumping.batch(3, 3)));
    EXPECT_FALSE(sameBatch(forward.batch(2, 3), other.batch(2, 3)));
}

TEST(BatchSampler, NeighboursReallyAreNeighboursAndGiveTheImageTermWork) {
    const TrainingInput input = syntheticInput({.images = 200, .perConcept = 4});
    const BatchSource source = batchSource(input);
    for (const bool concepts : {false, true}) {
        BatchOptions options{.images = 20,
                             .epochOver = EpochUnit::images,
                             .neighbourShare = 0.4,
                             .conceptNeighbours = concepts};
        BatchSampler sampler(source, options, 2);
        for (std::size_t b = 0; b < sampler.batchesPerEpoch(); ++b) {
            const Batch batch = sampler.batch(1, b);
            const auto primaries =
                static_cast<std::size_t>(std::ceil(160.0 / static_cast<double>(sampler.batchesPerEpoch())));
            EXPECT_GT(batch.images.size(), primaries);
            EXPECT_LE(batch.images.size(), 21U);
            const PairKinds kinds = batchKinds(batch, *source.relation, source.concepts, options);
            const std::size_t n = batch.images.size();
            for (std::size_t a = primaries; a < n; ++a) {
                bool hasNeighbour = false;
                for (std::size_t c = 0; c < n; ++c)
                    hasNeighbour = hasNeighbour || kinds.imagePairs[a * n + c] == PairKind::positive;
                EXPECT_TRUE(hasNeighbour);
                EXPECT_EQ(input.splits->images[static_cast<std::size_t>(batch.images[a])], Split::train);
            }
        }
    }
}

TEST(BatchSampler, DrawsDocumentsOfTheImagesOwnSentences) {
    const TrainingInput input = syntheticInput();
    const BatchSource source = batchSource(input);
    const Relation& relation = input.dataset->relation();
    BatchSampler documents(source, {.images = 20, .textUnit = TextUnit::documents}, 1);
    const Batch whole = documents.batch(1, 0);
    ASSERT_EQ(whole.texts.size(), whole.images.size());
    for (const BatchText& text : whole.texts)
        EXPECT_TRUE(
            std::ranges::equal(text.sentences, relation.sentencesOf(static_cast<std::size_t>(text.owner))));
    BatchSampler mixed(source, {.images = 96, .textUnit = TextUnit::mixed, .documentShare = 0.5}, 1);
    std::map<std::size_t, int> sizes;
    for (int epoch = 1; epoch <= 10; ++epoch)
        for (std::size_t b = 0; b < mixed.batchesPerEpoch(); ++b)
            for (const BatchText& text : mixed.batch(epoch, b).texts) {
                ++sizes[text.sentences.size()];
                EXPECT_TRUE(std::is_sorted(text.sentences.begin(), text.sentences.end()));
                for (const std::int32_t sentence : text.sentences)
                    EXPECT_TRUE(relation.matches(static_cast<std::size_t>(text.owner),
                                                 static_cast<std::size_t>(sentence)));
            }
    EXPECT_EQ(sizes.size(), 4U);
    for (const auto& [size, count] : sizes)
        EXPECT_GT(count, 100) << "documents of " << size;
}

TEST(BatchSampler, LeavesOutPicturesAndSentencesWithoutFeatures) {
    TrainingInput input = syntheticInput();
    auto features = std::make_shared<FeatureSet>(*input.features);
    Matrix images(120, 24);
    Matrix sentences(input.features->sentences.rows(), 16);
    std::copy_n(input.features->images.view().data(), images.size(), images.data());
    std::copy_n(input.features->sentences.view().data(), sentences.size(), sentences.data());
    std::fill(images.row(0).begin(), images.row(0).end(), 0.0F);
    std::fill(sentences.row(3).begin(), sentences.row(3).end(), 0.0F);
    features->images = SharedMatrix(std::move(images));
    features->sentences = SharedMatrix(std::move(sentences));
    input.features = features;
    const BatchSource source = batchSource(input);
    BatchSampler sampler(source, {.images = 20, .sentencesPerImage = 4}, 1);
    for (std::size_t b = 0; b < sampler.batchesPerEpoch(); ++b) {
        const Batch batch = sampler.batch(1, b);
        EXPECT_EQ(std::count(batch.images.begin(), batch.images.end(), 0), 0);
        for (const BatchText& text : batch.texts)
            EXPECT_NE(text.sentences[0], 3);
    }
}

TEST(BatchSampler, RefusesFewerThanTwoImages) {
    const TrainingInput input = syntheticInput();
    BatchSource source = batchSource(input);
    source.images = {0};
    EXPECT_THROW(BatchSampler(source, {}, 1), Error);
    source.images = {};
    EXPECT_THROW(BatchSampler(source, {}, 1), Error);
}

/// Images 0-3; sentences: 0 of image 0, 1 of images 0 and 1, 2 of image 1, 3 of image 2, 4 of image 3.
const Relation kSmall(4, 5, {{0, 0}, {0, 1}, {1, 1}, {1, 2}, {2, 3}, {3, 4}});

TEST(BatchKinds, ATwinIsNeverANegative) {
    const Batch batch{{0, 2, 0}, {{{0}, 0}, {{3}, 2}, {{0}, 0}}};
    const PairKinds kinds = batchKinds(batch, kSmall, {}, {});
    for (const std::size_t image : {0, 2})
        for (const std::size_t text : {0, 2})
            EXPECT_EQ(crossKind(kinds, image, text), PairKind::positive);
    EXPECT_EQ(kinds.imagePairs[0 * 3 + 2], PairKind::positive);
    EXPECT_EQ(kinds.sentencePairs[0 * 3 + 2], PairKind::positive);
    EXPECT_EQ(kinds.imagePairs[0 * 3 + 0], PairKind::ignored);
    EXPECT_EQ(kinds.imagePairs[0 * 3 + 1], PairKind::negative);
    EXPECT_EQ(crossKind(kinds, 1, 0), PairKind::negative);
}

TEST(BatchKinds, SharedSentencesMakeNeighboursInTheBatch) {
    const Batch batch{{0, 1, 2}, {{{0}, 0}, {{1}, 0}, {{2}, 1}, {{3}, 2}}};
    const PairKinds kinds = batchKinds(batch, kSmall, {}, {});
    EXPECT_EQ(kinds.imagePairs[0 * 3 + 1], PairKind::positive);
    EXPECT_EQ(kinds.imagePairs[1 * 3 + 0], PairKind::positive);
    EXPECT_EQ(kinds.imagePairs[0 * 3 + 2], PairKind::negative);
    EXPECT_EQ(kinds.sentencePairs[0 * 4 + 1], PairKind::positive) << "both describe image 0";
    EXPECT_EQ(kinds.sentencePairs[1 * 4 + 2], PairKind::positive) << "both describe image 1";
    EXPECT_EQ(kinds.sentencePairs[0 * 4 + 2], PairKind::negative);
}

TEST(BatchKinds, ADocumentBelongsToTheImagesThatAllItsSentencesDescribe) {
    const Relation relation(2, 3, {{0, 0}, {0, 1}, {0, 2}, {1, 1}, {1, 2}});
    const Batch batch{{0, 1}, {{{0, 1, 2}, 0}, {{0, 1}, 0}, {{1, 2}, 1}}};
    const PairKinds kinds = batchKinds(batch, relation, {}, {});
    EXPECT_EQ(crossKind(kinds, 0, 0), PairKind::positive);
    EXPECT_EQ(crossKind(kinds, 1, 0), PairKind::ignored) << "two of three sentences";
    EXPECT_EQ(crossKind(kinds, 1, 1), PairKind::negative) << "one of two sentences";
    EXPECT_EQ(crossKind(kinds, 1, 2), PairKind::positive);
    EXPECT_EQ(crossKind(kinds, 0, 2), PairKind::positive);
}

TEST(BatchKinds, ConceptsAreSparedOrNeighboursAsAsked) {
    const Batch batch{{2, 3, 0}, {{{3}, 2}, {{4}, 3}, {{0}, 0}}};
    const std::vector<std::int32_t> concepts{-1, -1, 7, 7};
    const auto kindsWith = [&](bool mask, bool neighbours) {
        BatchOptions options;
        options.maskConcepts = mask;
        options.conceptNeighbours = neighbours;
        return batchKinds(batch, kSmall, concepts, options);
    };
    EXPECT_EQ(crossKind(kindsWith(false, false), 0, 1), PairKind::negative);
    EXPECT_EQ(crossKind(kindsWith(true, false), 0, 1), PairKind::ignored);
    EXPECT_EQ(kindsWith(true, false).imagePairs[0 * 3 + 1], PairKind::ignored);
    EXPECT_EQ(kindsWith(true, true).imagePairs[0 * 3 + 1], PairKind::positive);
    EXPECT_EQ(kindsWith(false, true).sentencePairs[0 * 3 + 1], PairKind::positive);
    EXPECT_EQ(kindsWith(true, true).imagePairs[0 * 3 + 0], PairKind::ignored) << "never its own neighbour";
    EXPECT_EQ(crossKind(kindsWith(true, true), 0, 2), PairKind::negative) << "no concept is no concept";
    EXPECT_EQ(crossKind(kindsWith(true, true), 0, 0), PairKind::positive);
}

TEST(BatchRows, ADocumentIsTheUnitLengthMeanOfItsSentences) {
    const Matrix features(3, 2, {1, 0, 0, 1, 0.6F, 0.8F});
    const Matrix rows = textRows({{}, {{{2}, 0}, {{0, 1}, 0}}}, features);
    EXPECT_EQ(rows(0, 0), 0.6F);
    EXPECT_EQ(rows(0, 1), 0.8F);
    EXPECT_NEAR(rows(1, 0), std::sqrt(0.5), 1e-6);
    EXPECT_NEAR(rows(1, 1), std::sqrt(0.5), 1e-6);
}

TEST(DropWords, LeavesTheMeaningOfSomeRows) {
    constexpr std::size_t kRows = 2000, kWords = 2;
    Matrix rows(kRows, 4);
    for (std::size_t r = 0; r < kRows; ++r) {
        rows(r, 0) = 0.6F;
        rows(r, 2) = r == 0 ? 0.F : 0.8F; // the first row has no meaning
    }
    Matrix dropped = rows;
    dropWords(dropped, kWords, 0.3, 11);
    std::size_t count = 0;
    for (std::size_t r = 0; r < kRows; ++r) {
        if (dropped(r, 0) == 0) {
            ++count;
            EXPECT_FLOAT_EQ(dropped(r, 2), 1) << "what is left has length 1";
        } else {
            EXPECT_TRUE(std::ranges::equal(dropped.row(r), rows.row(r)));
        }
    }
    EXPECT_NEAR(static_cast<double>(count) / kRows, 0.3, 0.05); // five standard deviations
    EXPECT_EQ(dropped(0, 0), 0.6F);
    Matrix again = rows;
    dropWords(again, kWords, 0.3, 11);
    EXPECT_EQ(again.values(), dropped.values());
    dropWords(again = rows, 0, 0.3, 11); // one block: nothing to leave out
    EXPECT_EQ(again.values(), rows.values());
}

TEST(PairKinds, OwnPairsBelongTogetherAndToNothingElse) {
    PairKinds kinds = pairKindsFromMatches({1, 1, 0, 0, 0, 1}, 2, 3);
    kinds.cross[2] = PairKind::ignored;
    const PairKinds more = withOwnPairs(kinds, 2);
    ASSERT_EQ(more.images, 4U);
    ASSERT_EQ(more.sentences, 5U);
    for (std::size_t i = 0; i < 4; ++i)
        for (std::size_t s = 0; s < 5; ++s) {
            const PairKind expected = i < 2 && s < 3             ? kinds.cross[i * 3 + s]
                                      : i >= 2 && s == i + 3 - 2 ? PairKind::positive
                                                                 : PairKind::negative;
            EXPECT_EQ(more.cross[i * 5 + s], expected) << i << " " << s;
        }
    for (std::size_t a = 0; a < 5; ++a)
        for (std::size_t b = 0; b < 5; ++b) {
            const PairKind expected = a == b           ? PairKind::ignored
                                      : a < 3 && b < 3 ? kinds.sentencePairs[a * 3 + b]
                                                       : PairKind::negative;
            EXPECT_EQ(more.sentencePairs[a * 5 + b], expected) << a << " " << b;
        }
    EXPECT_EQ(more.imagePairs.size(), 16U);
    EXPECT_EQ(more.imagePairs[3 * 4 + 3], PairKind::ignored);
    EXPECT_EQ(more.imagePairs[3 * 4 + 2], PairKind::negative);
}

TEST(ClassPairs, AreDrawnOncePerBatchAndLeaveOutZeros) {
    ClassPrototypes prototypes{SharedMatrix(Matrix(4, 2, {1, 0, 0, 0, 0, 1, 1, 1})),
                               SharedMatrix(Matrix(4, 1, {1, 1, 1, 0}))};
    EXPECT_EQ(usablePrototypes(prototypes), (std::vector<std::int32_t>{0, 2}));
    EXPECT_TRUE(usablePrototypes({}).empty());
    const std::vector<std::int32_t> items{3, 5, 8, 9, 12};
    std::set<std::int32_t> seen;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        const auto some = drawn(items, 3, seed);
        EXPECT_EQ(some, drawn(items, 3, seed));
        EXPECT_EQ(std::set<std::int32_t>(some.begin(), some.end()).size(), 3U);
        seen.insert(some.begin(), some.end());
    }
    EXPECT_EQ(seen, std::set<std::int32_t>(items.begin(), items.end()));
    EXPECT_EQ(drawn(items, 9, 1).size(), 5U);
    EXPECT_TRUE(drawn({}, 9, 1).empty());
    Matrix rows(1, 2, {7, 7});
    appendRows(rows, prototypes.images, std::vector<std::int32_t>{2, 0});
    EXPECT_EQ(rows.values(), (std::vector<float>{7, 7, 0, 1, 1, 0}));
    EXPECT_EQ(rows.rows(), 3U);
}

} // namespace
} // namespace crossview::test
