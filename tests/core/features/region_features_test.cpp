// Features of regions are those of what lies in their box, and are kept by it.
#include "common/error.h"
#include "features/extraction.h"
#include "features/image/picture_memory.h"
#include "support/message_of.h"
#include "support/temporary_folder.h"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

namespace crossview {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::SizeIs;

constexpr std::size_t kPictures = 6;
constexpr std::size_t kBoxes = 4; // of a picture

class RegionFeatures : public testing::Test {
protected:
    RegionFeatures() {
        for (std::size_t p = 0; p < kPictures; ++p) {
            cv::Mat picture(120, 160, CV_8UC3, cv::Scalar(230, 220, 210));
            for (std::size_t b = 0; b < kBoxes; ++b) {
                const int x = 8 + 70 * static_cast<int>(b % 2) + static_cast<int>(p);
                const int y = 6 + 55 * static_cast<int>(b / 2);
                const cv::Scalar colour(40.0 * static_cast<double>(b), 30.0 * static_cast<double>(p), 200);
                if (b % 2 == 0)
                    cv::circle(picture, {x + 25, y + 22}, 15 + static_cast<int>(p), colour, cv::FILLED);
                else
                    cv::rectangle(picture, {x + 10, y + 8, 30, 20 + static_cast<int>(p)}, colour, cv::FILLED);
                m_boxes.push_back({static_cast<double>(x), static_cast<double>(y), 50, 44});
            }
            cv::imwrite((m_folder / name(p)).string(), picture);
            for (std::size_t b = 0; b < kBoxes; ++b) {
                const PixelBox& box = m_boxes[p * kBoxes + b];
                const cv::Rect rect(static_cast<int>(box.x), static_cast<int>(box.y), 50, 44);
                cv::imwrite((m_folder / cropName(p * kBoxes + b)).string(), picture(rect));
            }
        }
        m_options.image.patchWords = 8;
        m_options.image.hsvComponents = m_options.image.hogComponents = m_options.image.tinyComponents =
            m_options.image.gistComponents = m_options.image.patchComponents = 5;
        m_options.text.components = 2;
        m_options.text.minimumCount = 1;
        m_splits.images.assign(kPictures * kBoxes, Split::train);
    }

    static std::string name(std::size_t picture) { return "p" + std::to_string(picture) + ".png"; }
    static std::string cropName(std::size_t region) { return "crop" + std::to_string(region) + ".png"; }
    Dataset dataset(bool ofRegions) const {
        std::vector<ImageItem> images;
        std::vector<Relation::Pair> pairs;
        for (std::size_t i = 0; i < m_boxes.size(); ++i) {
            ImageItem image;
            image.path = ofRegions ? name(i / kBoxes) : cropName(i);
            if (ofRegions)
                image.box = m_boxes[i];
            images.push_back(image);
            pairs.emplace_back(static_cast<std::int32_t>(i), static_cast<std::int32_t>(i % 3));
        }
        return {"regions",
                images,
                {{"one ball", ""}, {"two boxes", ""}, {"some thing", ""}},
                Relation(images.size(), 3, pairs),
                {},
                m_folder.path()};
    }
    std::shared_ptr<const FeatureSet> extract(const Dataset& dataset, const std::string& folder) {
        m_read = 0;
        return extractFeatures(
            dataset, m_splits, m_options, m_folder / folder, {}, [this](const Progress& progress) {
                m_read += progress.stage == "Reading pictures" && !progress.item.empty() ? 1 : 0;
            });
    }
    static std::vector<float> row(const SharedMatrix& matrix, std::size_t r) {
        const auto values = matrix.row(r);
        return {values.begin(), values.end()};
    }

    test::TemporaryFolder m_folder;
    std::vector<PixelBox> m_boxes;
    FeatureOptions m_options;
    SplitAssignment m_splits;
    std::size_t m_read = 0;
};

TEST_F(RegionFeatures, AreThoseOfTheCroppedPicture) {
    const auto regions = extract(dataset(true), "features-regions");
    const auto crops = extract(dataset(false), "features-crops");
    ASSERT_EQ(regions->images.rows(), m_boxes.size());
    std::set<std::vector<float>> different;
    for (std::size_t i = 0; i < m_boxes.size(); ++i) {
        EXPECT_EQ(row(regions->images, i), row(crops->images, i)) << "region " << i;
        different.insert(row(regions->images, i));
    }
    EXPECT_GT(different.size(), m_boxes.size() / 2) << "the regions look too much alike to tell";
    // A question by a region goes the same way.
    const std::vector<float> asked = regions->chain->regionFeatures(m_folder / name(1), m_boxes[kBoxes]);
    const std::vector<float> kept = row(regions->images, kBoxes);
    ASSERT_EQ(asked.size(), kept.size());
    for (std::size_t c = 0; c < asked.size(); ++c)
        EXPECT_NEAR(asked[c], kept[c], 1e-4);
    EXPECT_NE(asked, regions->chain->imageFeatures(m_folder / name(1)));
}

TEST_F(RegionFeatures, AreKeptByTheirBox) {
    extract(dataset(true), "features");
    EXPECT_EQ(m_read, m_boxes.size());
    extract(dataset(true), "features");
    EXPECT_EQ(m_read, 0U);
    m_boxes[5].width = 40;
    const auto changed = extract(dataset(true), "features");
    EXPECT_EQ(m_read, 1U) << "one box is another";
    const PictureMemory memory(dataset(true), m_folder / "features");
    EXPECT_THAT(std::set<PictureStamp>(memory.stamps().begin(), memory.stamps().end()),
                SizeIs(m_boxes.size()));
    const PictureMemory whole(dataset(false), m_folder / "other");
    EXPECT_THAT(std::set<PictureStamp>(whole.stamps().begin(), whole.stamps().end()), SizeIs(m_boxes.size()));
}

TEST_F(RegionFeatures, ABoxOutsideOfAPictureThatIsAnotherNowIsUnreadable) {
    cv::imwrite((m_folder / name(2)).string(), cv::Mat(40, 50, CV_8UC3, cv::Scalar(0, 0, 200)));
    const auto regions = extract(dataset(true), "features");
    EXPECT_THAT(regions->unreadableImages, testing::ElementsAre(9, 10, 11)); // the first one still touches it
    EXPECT_THAT(regions->unreadable.front(), HasSubstr("is 50 x 40 pixels large, and the box"));
    EXPECT_THROW(regions->chain->regionFeatures(m_folder / name(2), {60, 0, 5, 5}), Error);
}

} // namespace
} // namespace crossview
