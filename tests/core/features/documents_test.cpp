#include "features/documents.h"

#include <cmath>

#include <gtest/gtest.h>

namespace crossview {
namespace {

TEST(Documents, AreTheMeanOfTheirSentencesWithLengthOne) {
    const Matrix sentences(3, 2, {1, 0, 0, 1, 0, 0});
    const Relation relation(3, 3, {{0, 0}, {0, 1}, {1, 1}, {2, 2}});
    const std::vector<std::int32_t> images = {2, 0, 1};
    const Matrix documents = documentFeatures(sentences, relation, images);
    ASSERT_EQ(documents.rows(), 3U);
    EXPECT_EQ(documents(0, 0), 0.F); // no known word: zero
    EXPECT_EQ(documents(0, 1), 0.F);
    EXPECT_NEAR(documents(1, 0), std::sqrt(0.5), 1e-6);
    EXPECT_NEAR(documents(1, 1), std::sqrt(0.5), 1e-6);
    EXPECT_NEAR(documents(2, 1), 1, 1e-6);
}

TEST(Documents, RelateToTheirOwnImageOnly) {
    const Relation relation = documentRelation(4);
    EXPECT_EQ(relation.pairCount(), 4U);
    for (std::size_t i = 0; i < 4; ++i)
        for (std::size_t j = 0; j < 4; ++j)
            EXPECT_EQ(relation.matches(i, j), i == j);
    EXPECT_EQ(documentRelation(0).pairCount(), 0U);
}

} // namespace
} // namespace crossview
