#include "retrieval/phrase_places.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossview {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// Two pictures: "man" is twice in the first and once in the second, which has two proposals.
Dataset regions() {
    std::vector<ImageItem> images(7);
    const char* paths[] = {"a.jpg", "b.jpg", "a.jpg", "a.jpg", "b.jpg", "b.jpg", "c.jpg"};
    const PixelBox boxes[] = {{0, 0, 10, 10},  {0, 0, 10, 10}, {20, 0, 10, 10},
                              {40, 0, 10, 10}, {0, 0, 10, 8},  {50, 0, 10, 10}};
    for (std::size_t i = 0; i < images.size(); ++i) {
        images[i].path = paths[i];
        if (i < 6)
            images[i].box = boxes[i];
    }
    return {"regions",
            images,
            {{"man", "phrase"}, {"dog", "phrase"}},
            Relation(7, 2, {{0, 0}, {1, 0}, {2, 0}, {3, 1}, {6, 1}}),
            {}};
}

TEST(PhrasePlaces, AreThePicturesOfItsRegions) {
    const Dataset dataset = regions();
    const std::vector<PhrasePlace> places = phrasePlaces(dataset, 0, 5);
    ASSERT_THAT(places, SizeIs(2));
    EXPECT_THAT(places[0].regions, ElementsAre(0, 2));
    EXPECT_THAT(places[1].regions, ElementsAre(1));
    EXPECT_EQ(places[0].found, -1);
    EXPECT_THAT(phrasePlaces(dataset, 0, 1), SizeIs(1));
    ASSERT_THAT(phrasePlaces(dataset, 1, 5), SizeIs(1)) << "a whole picture is no place";
}

TEST(PhrasePlaces, AreLookedForAmongProposalsWhereThereAreAny) {
    const Dataset dataset = regions();
    std::vector<PhrasePlace> places = phrasePlaces(dataset, 0, 5);
    const Matrix rows(7, 1, {0.4F, 0.0F, 0.3F, 0.1F, 0.5F, 0.9F, 0});
    const std::vector<float> phrase{0};
    findPlaces(places, dataset, phrase, rows);
    EXPECT_EQ(places[0].found, 3); // the dog's
    EXPECT_EQ(places[0].candidates, 3U);
    EXPECT_EQ(places[0].overlap, 0);
    EXPECT_EQ(places[1].found, 4); // not 1, which lies nearer and is no proposal
    EXPECT_EQ(places[1].candidates, 2U);
    EXPECT_NEAR(places[1].overlap, 0.8, 1e-12);
    const std::vector<std::int32_t> leftOut{3, 4};
    places = phrasePlaces(dataset, 0, 5);
    findPlaces(places, dataset, phrase, rows, leftOut);
    EXPECT_EQ(places[0].found, 2);
    EXPECT_EQ(places[0].overlap, 1);
    EXPECT_EQ(places[1].found, 5);
}

} // namespace
} // namespace crossview
