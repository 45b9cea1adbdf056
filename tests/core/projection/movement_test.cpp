#include "projection/movement.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <limits>
#include <random>

namespace crossview {
namespace {

Projection mapOf(std::size_t images, std::size_t sentences, unsigned seed) {
    std::mt19937 generator(seed); // NOLINT(cert-msc51-cpp): the same maps every time
    std::normal_distribution<float> normal;
    Projection map;
    map.images = Matrix(images, 2);
    map.sentences = Matrix(sentences, 2);
    for (Matrix* view : {&map.images, &map.sentences})
        for (float& value : view->values())
            value = normal(generator);
    return map;
}

TEST(Movement, FindsTheFarthestAsSortingAllDoes) {
    const Projection before = mapOf(300, 500, 1);
    const Projection after = mapOf(300, 500, 2);
    std::vector<float> all;
    for (const auto& [a, b] :
         {std::pair(&before.images, &after.images), std::pair(&before.sentences, &after.sentences)})
        for (std::size_t i = 0; i < a->rows(); ++i)
            all.push_back(std::hypot((*b)(i, 0) - (*a)(i, 0), (*b)(i, 1) - (*a)(i, 1)));
    std::ranges::sort(all, std::greater<>());
    const std::vector<MovedItem> moved = mostMoved(before, after, 12);
    ASSERT_EQ(moved.size(), 12U);
    for (std::size_t i = 0; i < moved.size(); ++i) {
        EXPECT_FLOAT_EQ(moved[i].distance, all[i]);
        const bool isImage = moved[i].item.view == View::image;
        const Matrix& a = isImage ? before.images : before.sentences;
        const Matrix& b = isImage ? after.images : after.sentences;
        const auto row = static_cast<std::size_t>(moved[i].item.index);
        EXPECT_FLOAT_EQ(std::hypot(b(row, 0) - a(row, 0), b(row, 1) - a(row, 1)), all[i]);
    }
}

TEST(Movement, LeavesOutWhatStayedAndWhatHasNoPlace) {
    const Projection before = mapOf(4, 3, 1);
    Projection after = before;
    after.images(2, 0) += 0.5F;
    after.images(1, 1) = std::numeric_limits<float>::quiet_NaN();
    after.sentences(0, 0) = std::numeric_limits<float>::infinity();
    const std::vector<MovedItem> moved = mostMoved(before, after, 10);
    ASSERT_EQ(moved.size(), 1U);
    EXPECT_EQ(moved[0].item, (ItemRef{View::image, 2}));
    EXPECT_FLOAT_EQ(moved[0].distance, 0.5F);
    EXPECT_TRUE(mostMoved(before, before, 10).empty());
    EXPECT_TRUE(mostMoved(before, after, 0).empty());
}

TEST(Movement, OfEqualOnesImagesAndLowerNumbersComeFirst) {
    const Projection before = mapOf(3, 3, 1);
    Projection after = before;
    for (Matrix* view : {&after.images, &after.sentences})
        for (std::size_t i = 0; i < 3; ++i)
            (*view)(i, 0) = 0, (*view)(i, 1) = 0;
    Projection zero = after;
    for (Matrix* view : {&zero.images, &zero.sentences})
        for (std::size_t i = 0; i < 3; ++i)
            (*view)(i, 0) = 1;
    const std::vector<MovedItem> moved = mostMoved(after, zero, 4);
    ASSERT_EQ(moved.size(), 4U);
    EXPECT_EQ(moved[0].item, (ItemRef{View::image, 0}));
    EXPECT_EQ(moved[2].item, (ItemRef{View::image, 2}));
    EXPECT_EQ(moved[3].item, (ItemRef{View::sentence, 0}));
}

TEST(Movement, MapsOfOtherCountsCannotBeCompared) {
    EXPECT_TRUE(mostMoved(mapOf(3, 3, 1), mapOf(3, 4, 2), 5).empty());
}

} // namespace
} // namespace crossview
