// Negatives of the same picture: what stands in a batch, and what is whose negative.
#include "common/error.h"
#include "common/seeded_random.h"
#include "dataset/picture_numbers.h"
#include "training/anchor_kinds.h"
#include "training/batch_kinds.h"
#include "training/batch_rows.h"
#include "training/batch_sampler.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <set>

namespace crossview::test {
namespace {

/// Twelve pictures of one to five regions, whose phrases are drawn out of nine: the same phrase stands in
/// many pictures, and of some regions twice in one.
struct Regions {
    Relation relation;
    BatchSource source;
};

Regions someRegions() {
    SeededRandom random(11);
    std::vector<std::int32_t> pictures;
    for (std::int32_t picture = 0; picture < 12; ++picture)
        for (std::uint64_t r = 0; r < 1 + random.below(5) + (picture < 3 ? 2 : 0); ++r)
            pictures.push_back(picture);
    std::vector<Relation::Pair> pairs;
    for (std::size_t i = 0; i < pictures.size(); ++i)
        for (int s = 0; s < 2; ++s)
            pairs.emplace_back(static_cast<std::int32_t>(i), static_cast<std::int32_t>(random.below(9)));
    Regions regions{Relation(pictures.size(), 9, pairs), {}};
    regions.source.pictures = pictures;
    for (std::size_t i = 0; i < pictures.size(); ++i)
        regions.source.images.push_back(static_cast<std::int32_t>(i));
    regions.source.usableSentence.assign(9, 1);
    return regions;
}

BatchOptions samePicture() {
    BatchOptions options{.images = 14, .sentencesPerImage = 2, .neighbourShare = 0.5};
    options.negatives = Negatives::samePicture;
    return options;
}

TEST(SamePicture, ABatchHoldsWholePicturesAndAnEpochAllOfThemOnce) {
    Regions regions = someRegions();
    regions.source.relation = &regions.relation;
    BatchSampler sampler(regions.source, samePicture(), 3);
    EXPECT_GT(sampler.batchesPerEpoch(), 1U);
    EXPECT_EQ(sampler.unitsPerEpoch(), 12U);
    std::map<std::int32_t, int> times;
    for (std::size_t b = 0; b < sampler.batchesPerEpoch(); ++b) {
        const Batch batch = sampler.batch(1, b);
        std::set<std::int32_t> pictures;
        for (const std::int32_t image : batch.images) {
            ++times[image];
            pictures.insert(regions.source.pictures[static_cast<std::size_t>(image)]);
        }
        const auto whole = std::ranges::count_if(
            regions.source.pictures, [&](std::int32_t picture) { return pictures.contains(picture); });
        EXPECT_EQ(static_cast<std::size_t>(whole), batch.images.size());
        // Every region has its phrases there, drawn for its picture.
        for (const std::int32_t image : batch.images) {
            const auto picture = regions.source.pictures[static_cast<std::size_t>(image)];
            for (const std::int32_t sentence : regions.relation.sentencesOf(static_cast<std::size_t>(image)))
                EXPECT_EQ(std::ranges::count_if(
                              batch.texts,
                              [&](const BatchText& text) {
                                  return text.sentences.front() == sentence &&
                                         regions.source.pictures[static_cast<std::size_t>(text.owner)] ==
                                             picture;
                              }),
                          1);
        }
    }
    EXPECT_EQ(times.size(), regions.source.images.size());
    for (const auto& [image, count] : times)
        EXPECT_EQ(count, 1) << image;
}

TEST(SamePicture, NegativesAreTheOtherRegionsAndPhrasesOfThePictureByDefinition) {
    Regions regions = someRegions();
    regions.source.relation = &regions.relation;
    const BatchOptions options = samePicture();
    BatchSampler sampler(regions.source, options, 3);
    int negatives = 0;
    int sharedElsewhere = 0;
    for (std::size_t b = 0; b < sampler.batchesPerEpoch(); ++b) {
        const Batch batch = sampler.batch(2, b);
        const PairKinds kinds = batchKinds(batch, regions.relation, {}, options, regions.source.pictures);
        for (std::size_t i = 0; i < batch.images.size(); ++i)
            for (std::size_t t = 0; t < batch.texts.size(); ++t) {
                const auto image = static_cast<std::size_t>(batch.images[i]);
                const BatchText& text = batch.texts[t];
                const bool same = regions.source.pictures[image] ==
                                  regions.source.pictures[static_cast<std::size_t>(text.owner)];
                const bool matches =
                    regions.relation.matches(image, static_cast<std::size_t>(text.sentences.front()));
                const PairKind expected = !same     ? PairKind::ignored
                                          : matches ? PairKind::positive
                                                    : PairKind::negative;
                EXPECT_EQ(kinds.cross[i * batch.texts.size() + t], expected) << image << ", " << t;
                negatives += expected == PairKind::negative ? 1 : 0;
                sharedElsewhere += !same && matches ? 1 : 0;
            }
        // Within a view nothing changes: one phrase in two pictures is no negative of itself.
        for (std::size_t a = 0; a < batch.texts.size(); ++a)
            for (std::size_t c = 0; c < batch.texts.size(); ++c)
                if (a != c && batch.texts[a].sentences == batch.texts[c].sentences) {
                    EXPECT_EQ(kinds.sentencePairs[a * batch.texts.size() + c], PairKind::positive);
                }
    }
    EXPECT_GT(negatives, 20);
    EXPECT_GT(sharedElsewhere, 5) << "no phrase of two pictures in a batch: the test says little";
}

TEST(SamePicture, BatchNegativesStayWhatTheyWere) {
    Regions regions = someRegions();
    regions.source.relation = &regions.relation;
    BatchOptions options = samePicture();
    options.negatives = Negatives::batch;
    BatchSampler sampler(regions.source, options, 3);
    const Batch batch = sampler.batch(1, 0);
    const PairKinds with = batchKinds(batch, regions.relation, {}, options, regions.source.pictures);
    const PairKinds without = batchKinds(batch, regions.relation, {}, options);
    EXPECT_EQ(with.cross, without.cross);
    EXPECT_EQ(std::ranges::count(with.cross, PairKind::ignored), 0);
}

TEST(SamePicture, IsRefusedWhereNoPictureHasANegative) {
    Regions regions = someRegions();
    regions.source.relation = &regions.relation;
    regions.source.pictures.clear(); // whole pictures
    EXPECT_THROW(BatchSampler(regions.source, samePicture(), 1), Error);
    // Two regions a picture, but of the same phrase.
    const Relation twins(4, 2, {{0, 0}, {1, 0}, {2, 1}, {3, 1}});
    BatchSource source{&twins, {}, {0, 1, 2, 3}, {1, 1}, {0, 0, 1, 1}};
    EXPECT_THROW(BatchSampler(source, samePicture(), 1), Error);
    source.pictures = {0, 1, 0, 1};
    EXPECT_NO_THROW(BatchSampler(source, samePicture(), 1));
}

TEST(SamePicture, TheTripletsOfOneItemAreOfItsPictures) {
    std::vector<ImageItem> images;
    for (const char* path : {"a.jpg", "a.jpg", "b.jpg", "b.jpg"}) {
        ImageItem image;
        image.path = path;
        image.box = PixelBox{static_cast<double>(images.size()), 0, 5, 5};
        images.push_back(image);
    }
    const Dataset dataset("regions", images, {{"man", "phrase"}, {"dog", "phrase"}, {"cat", "phrase"}},
                          Relation(4, 3, {{0, 0}, {1, 1}, {2, 0}, {3, 2}}), {});
    EXPECT_EQ(pictureNumbers(dataset), (std::vector<std::int32_t>{0, 0, 1, 1}));
    BatchOptions options;
    EXPECT_TRUE(kindsAcross({View::image, 0}, dataset, options).spared.empty());
    options.negatives = Negatives::samePicture;
    const AnchorKinds region = kindsAcross({View::image, 0}, dataset, options);
    EXPECT_EQ(region.positives, std::vector<std::int32_t>{0});
    EXPECT_EQ(region.spared, std::vector<std::int32_t>{2}); // the cat is in the other picture
    EXPECT_EQ(kindsAcross({View::sentence, 1}, dataset, options).spared, (std::vector<std::int32_t>{2, 3}));
    EXPECT_TRUE(kindsAcross({View::sentence, 0}, dataset, options).spared.empty()); // in both
}

} // namespace
} // namespace crossview::test
