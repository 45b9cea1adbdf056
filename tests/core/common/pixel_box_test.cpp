#include "common/pixel_box.h"

#include "common/seeded_random.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

namespace crossview {
namespace {

/// Counts pixels of two boxes of whole numbers in a field of 12 × 12.
double countedOverlap(const PixelBox& a, const PixelBox& b) {
    int both = 0;
    int either = 0;
    for (int y = 0; y < 12; ++y)
        for (int x = 0; x < 12; ++x) {
            const auto holds = [&](const PixelBox& box) {
                return x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height;
            };
            both += holds(a) && holds(b) ? 1 : 0;
            either += holds(a) || holds(b) ? 1 : 0;
        }
    return either == 0 ? 0 : static_cast<double>(both) / either;
}

PixelBox randomBox(SeededRandom& random) {
    const auto below = [&](std::uint64_t count) { return static_cast<double>(random.below(count)); };
    const double x = below(11);
    const double y = below(11);
    return {x, y, 1 + below(static_cast<std::uint64_t>(12 - x)),
            1 + below(static_cast<std::uint64_t>(12 - y))};
}

TEST(PixelBox, OverlapIsWhatCountingPixelsGives) {
    SeededRandom random(7);
    int touching = 0;
    for (int i = 0; i < 500; ++i) {
        const PixelBox a = randomBox(random);
        const PixelBox b = randomBox(random);
        EXPECT_NEAR(overlap(a, b), countedOverlap(a, b), 1e-12) << boxText(a) << " / " << boxText(b);
        EXPECT_EQ(overlap(a, b), overlap(b, a));
        EXPECT_EQ(overlap(a, a), 1);
        touching += overlap(a, b) > 0 ? 1 : 0;
    }
    EXPECT_GT(touching, 100);
    EXPECT_LT(touching, 490);
}

TEST(PixelBox, EmptyBoxesOverlapNothing) {
    const PixelBox box{1, 1, 4, 4};
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const PixelBox& empty : {PixelBox{1, 1, 0, 4}, PixelBox{1, 1, 4, -1}, PixelBox{1, 1, nan, 2}}) {
        EXPECT_TRUE(empty.isEmpty());
        EXPECT_EQ(overlap(box, empty), 0);
        EXPECT_EQ(overlap(empty, empty), 0);
    }
    EXPECT_EQ(overlap(box, {5, 1, 4, 4}), 0) << "an edge is no overlap";
}

TEST(PixelBox, IsCutToThePictureOrRefused) {
    EXPECT_EQ(boxWithin({2, 3, 4, 5}, 10, 10), (PixelBox{2, 3, 4, 5}));
    EXPECT_EQ(boxWithin({0.1, 0.1, 0.2 + 0.5, 1}, 10, 10), (PixelBox{0.1, 0.1, 0.2 + 0.5, 1}))
        << "digit by digit";
    EXPECT_EQ(boxWithin({-2, -3, 6, 20}, 10, 10), (PixelBox{0, 0, 4, 10}));
    EXPECT_EQ(boxWithin({8, 8, 6, 6}, 10, 10), (PixelBox{8, 8, 2, 2}));
    const double infinity = std::numeric_limits<double>::infinity();
    for (const PixelBox& outside :
         {PixelBox{10, 0, 5, 5}, PixelBox{-5, 0, 5, 5}, PixelBox{0, 0, 0.2, 5}, PixelBox{0, 0, infinity, 5},
          PixelBox{std::nan(""), 0, 5, 5}, PixelBox{3, 3, -2, 2}})
        EXPECT_FALSE(boxWithin(outside, 10, 10)) << boxText(outside);
    EXPECT_EQ(boxAround({1, 2, 3, 4}, {10, 0, 1, 1}), (PixelBox{1, 0, 10, 6}));
}

} // namespace
} // namespace crossview
