#include "project/measuring/list_report.h"

#include <gtest/gtest.h>

namespace crossview::test {
namespace {

std::vector<ImageItem> images(const std::vector<std::int32_t>& concepts) {
    std::vector<ImageItem> made(concepts.size());
    for (std::size_t i = 0; i < made.size(); ++i) {
        made[i].path = std::to_string(i) + ".png";
        made[i].conceptId = concepts[i];
    }
    return made;
}

/// Four images with a sentence each; the first two show one concept, the last has none.
struct World {
    Dataset dataset{"World",
                    images({0, 0, 1, -1}),
                    {{"a", ""}, {"b", ""}, {"c", ""}, {"d", ""}},
                    Relation(4, 4, {{0, 0}, {1, 1}, {2, 2}, {3, 3}}),
                    {"first", "second"}};
    AskedItems items;
    EvaluationItems embedded;

    /// Images on the axes, and each sentence halfway between its own axis and `leaning`'s, its own longer by
    /// `more`.
    World(std::vector<std::size_t> leaning, float more) {
        items = askedItems({0, 1, 2, 3}, dataset.relation(), false);
        embedded.relation = items.relation;
        embedded.images = Matrix(4, 4);
        embedded.texts = Matrix(4, 4);
        for (std::size_t i = 0; i < 4; ++i) {
            embedded.images(i, i) = 1;
            embedded.texts(i, i) = 0.5F + more;
            embedded.texts(i, leaning[i]) = leaning[i] == i ? 1.0F : 0.5F;
        }
    }
};

TEST(ListReport, CountsWhatSharesTheConceptAsRightToo) {
    // The sentences of one concept stand near each other's images; those of c and d are mixed up.
    const World world({1, 0, 3, 2}, 0.1F);
    const ListReport report = listReport(world.embedded, world.items, world.dataset);
    ASSERT_TRUE(report.imageToSentence.concepts);
    EXPECT_NEAR(report.imageToSentence.pairs.mapAtR, 100, 1e-9);
    EXPECT_NEAR(report.imageToSentence.concepts->mapAtR, 100, 1e-9);
    EXPECT_EQ(report.imageToSentence.pairs.queries, 4U);
    EXPECT_EQ(report.imageToSentence.pairs.meanRight, 1);
    EXPECT_EQ(report.imageToSentence.concepts->meanRight, 1.5) << "two of a and b, one of c and d";
    EXPECT_NEAR(report.sentenceToImage.concepts->ndcg, 100, 1e-9);
}

TEST(ListReport, GradesWhatBelongsToTheQueryHigher) {
    // a's and b's sentences stand nearer to the other's image: right by concept, wrong by pairs.
    const World world({1, 0, 2, 3}, -0.1F);
    const ListReport report = listReport(world.embedded, world.items, world.dataset);
    EXPECT_NEAR(report.sentenceToImage.pairs.mapAtR, 50, 1e-9);
    EXPECT_NEAR(report.sentenceToImage.concepts->mapAtR, 100, 1e-9);
    EXPECT_LT(report.sentenceToImage.concepts->ndcg, 100 - 1e-6);
}

TEST(ListReport, HasNoConceptsWhereTheDataNamesNone) {
    World world({0, 1, 2, 3}, 0);
    world.dataset =
        Dataset("World", images({-1, -1, -1, -1}), world.dataset.sentences(), world.dataset.relation(), {});
    EXPECT_FALSE(listReport(world.embedded, world.items, world.dataset).imageToSentence.concepts);
}

TEST(ListReport, OfNothingIsNothing) {
    const World world({0, 1, 2, 3}, 0);
    const ListReport report = listReport({}, askedItems({}, world.dataset.relation(), false), world.dataset);
    EXPECT_EQ(report.imageToSentence.pairs.queries, 0U);
    EXPECT_FALSE(report.imageToSentence.concepts);
}

} // namespace
} // namespace crossview::test
