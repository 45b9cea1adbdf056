#include "checks/picture_signature.h"

#include "checks/item_groups.h"
#include "common/error.h"
#include "common/seeded_random.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

using namespace crossview;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

/// Blots of many colours, like a photo from far away.
cv::Mat blots(std::uint64_t seed, int size = 160) {
    SeededRandom random(seed);
    cv::Mat picture(size, size, CV_8UC3, cv::Scalar(128, 128, 128));
    const auto upTo = [&random](int most) { return static_cast<int>(random.uniform() * most); };
    for (int i = 0; i < 40; ++i)
        cv::circle(picture, {upTo(size), upTo(size)}, size / 10 + upTo(size / 6),
                   cv::Scalar(upTo(256), upTo(256), upTo(256)), cv::FILLED);
    return picture;
}

} // namespace

TEST(PictureSignature, SizeQualityAndLightLeaveIt) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const cv::Mat picture = blots(seed);
        const PictureSignature own = signatureOf(picture);
        cv::Mat smaller, lighter, packed;
        cv::resize(picture, smaller, {101, 93}, 0, 0, cv::INTER_AREA);
        EXPECT_TRUE(areNear(own, signatureOf(smaller))) << seed;
        picture.convertTo(lighter, -1, 1, 5);
        EXPECT_TRUE(areNear(own, signatureOf(lighter))) << seed;
        std::vector<std::uint8_t> bytes;
        cv::imencode(".jpg", picture, bytes, {cv::IMWRITE_JPEG_QUALITY, 40});
        EXPECT_TRUE(areNear(own, signatureOf(cv::imdecode(bytes, cv::IMREAD_COLOR)))) << seed;
        EXPECT_FALSE(areNear(own, signatureOf(blots(seed + 100)))) << seed;
        cv::Mat mirrored;
        cv::flip(picture, mirrored, 1);
        EXPECT_FALSE(areNear(own, signatureOf(mirrored))) << seed;
    }
}

TEST(PictureSignature, EvenPicturesDifferByTheirColour) {
    const auto even = [](int blue) {
        return signatureOf(cv::Mat(20, 30, CV_8UC3, cv::Scalar(blue, 90, 40)));
    };
    EXPECT_TRUE(areNear(even(50), even(60)));
    EXPECT_FALSE(areNear(even(50), even(90)));
    EXPECT_TRUE(areNear(signatureOf(cv::Mat(1, 1, CV_8UC3, cv::Scalar(50, 90, 40))), even(50)));
}

TEST(PictureSignature, GroupsAreThoseOfBruteForce) {
    SeededRandom random(5);
    std::vector<std::optional<PictureSignature>> pictures;
    for (int i = 0; i < 600; ++i) {
        if (i % 50 == 7) {
            pictures.emplace_back();
            continue;
        }
        PictureSignature picture;
        if (i % 3 != 0 && pictures[static_cast<std::size_t>(i / 2)]) {
            picture = *pictures[static_cast<std::size_t>(i / 2)]; // with some bits and colours changed
            for (double flips = 22 * random.uniform(); flips > 1; --flips) {
                const auto bit = static_cast<unsigned>(random.uniform() * 128);
                picture.slopes[bit / 64] ^= std::uint64_t{1} << (bit % 64);
            }
            picture.colours[3] = static_cast<std::uint8_t>(random.uniform() * 256);
        } else {
            for (std::uint64_t& half : picture.slopes)
                for (int bit = 0; bit < 64; ++bit)
                    half |= std::uint64_t{random.uniform() < 0.5} << bit;
        }
        pictures.emplace_back(picture);
    }
    ItemGroups expected(pictures.size());
    int pairs = 0;
    int within = 0; // at the very edge of the rule
    for (std::size_t a = 0; a < pictures.size(); ++a)
        for (std::size_t b = a + 1; b < pictures.size(); ++b)
            if (pictures[a] && pictures[b] && areNear(*pictures[a], *pictures[b])) {
                expected.unite(static_cast<std::int32_t>(a), static_cast<std::int32_t>(b));
                ++pairs;
                within += std::popcount(pictures[a]->slopes[0] ^ pictures[b]->slopes[0]) +
                                      std::popcount(pictures[a]->slopes[1] ^ pictures[b]->slopes[1]) ==
                                  kNearSlopes
                              ? 1
                              : 0;
            }
    EXPECT_GT(pairs, 50);
    EXPECT_GT(within, 2);
    EXPECT_EQ(nearPictures(pictures), expected.groups());
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(nearPictures(pictures, stop.get_token()), Cancelled);
}
