#include "pictures/jpeg_encoder.h"

#include "common/error.h"
#include "pictures/image_reader.h"

#include <gtest/gtest.h>

namespace crossview {
namespace {

TEST(JpegEncoder, WritesWhatTheDecoderReads) {
    cv::Mat picture(40, 64, CV_8UC3, cv::Scalar(200, 60, 20)); // BGR: mostly blue
    picture(cv::Rect(0, 0, 32, 40)) = cv::Scalar(10, 20, 240);
    const cv::Mat part = picture(cv::Rect(16, 0, 32, 40)); // rows that do not follow each other
    const cv::Mat back = decodePicture(encodeJpeg(part, 95), "test.jpg").bgr;
    ASSERT_EQ(back.size(), part.size());
    for (const int column : {4, 27}) {
        const auto expected = part.at<cv::Vec3b>(20, column);
        const auto found = back.at<cv::Vec3b>(20, column);
        for (int c = 0; c < 3; ++c)
            EXPECT_NEAR(found[c], expected[c], 6) << column << " " << c;
    }
}

TEST(JpegEncoder, RefusesWhatIsNoPicture) {
    EXPECT_THROW(encodeJpeg(cv::Mat()), Error);
    EXPECT_THROW(encodeJpeg(cv::Mat(4, 4, CV_32FC3)), Error);
    EXPECT_THROW(encodeJpeg(cv::Mat(2, 70000, CV_8UC3, cv::Scalar::all(0))),
                 Error); // wider than JPEG can say
}

} // namespace
} // namespace crossview
