#include "encoders/user/picture_input.h"

#include "common/error.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace crossview {
namespace {

/// A strip of one pixel's width would grow to gigabytes when its shorter side is made 256 pixels long.
constexpr int kLongestShape = 8;

cv::Mat resized(const cv::Mat& picture, int width, int height) {
    if (picture.cols == width && picture.rows == height)
        return picture;
    const bool smaller = width < picture.cols || height < picture.rows;
    cv::Mat scaled;
    cv::resize(picture, scaled, {width, height}, 0, 0, smaller ? cv::INTER_AREA : cv::INTER_LINEAR);
    return scaled;
}

/// The middle of a picture that is no longer than eight times its width.
cv::Mat withoutEnds(const cv::Mat& picture) {
    const int shorter = std::min(picture.cols, picture.rows);
    const int width = static_cast<int>(std::min<long long>(picture.cols, 1LL * shorter * kLongestShape));
    const int height = static_cast<int>(std::min<long long>(picture.rows, 1LL * shorter * kLongestShape));
    return picture(cv::Rect((picture.cols - width) / 2, (picture.rows - height) / 2, width, height));
}

cv::Mat fitted(const cv::Mat& picture, int side, PictureFit fit) {
    const auto scaledSide = [&](int length, int reference) {
        return std::max(1, static_cast<int>(std::lround(1.0 * length * side / reference)));
    };
    if (fit == PictureFit::crop) {
        const cv::Mat middle = withoutEnds(picture);
        const int shorter = std::min(middle.cols, middle.rows);
        return resized(middle, scaledSide(middle.cols, shorter), scaledSide(middle.rows, shorter));
    }
    const int longer = std::max(picture.cols, picture.rows);
    const cv::Mat scaled =
        resized(picture, scaledSide(picture.cols, longer), scaledSide(picture.rows, longer));
    cv::Mat square(side, side, CV_8UC3, cv::Scalar::all(255));
    scaled.copyTo(
        square(cv::Rect((side - scaled.cols) / 2, (side - scaled.rows) / 2, scaled.cols, scaled.rows)));
    return square;
}

/// Writes a crop as three planes.
void fill(const cv::Mat& crop, bool mirrored, const NetworkRecipe& recipe, float* out) {
    const int size = recipe.size;
    for (std::size_t plane = 0; plane < 3; ++plane) {
        const int channel = static_cast<int>(recipe.channels == ChannelOrder::rgb ? 2 - plane : plane);
        const float mean = recipe.mean[plane];
        const float deviation = recipe.deviation[plane];
        for (int y = 0; y < size; ++y) {
            const auto* row = crop.ptr<cv::Vec3b>(y);
            for (int x = 0; x < size; ++x)
                *out++ = (static_cast<float>(row[mirrored ? size - 1 - x : x][channel]) - mean) / deviation;
        }
    }
}

} // namespace

PictureInput pictureInput(const cv::Mat& bgr, const NetworkRecipe& recipe) {
    if (bgr.empty() || bgr.type() != CV_8UC3)
        throw Error("A network takes pictures of 8 bits in three colours: read the picture again.");
    const cv::Mat picture = fitted(bgr, resizedSide(recipe), recipe.fit);
    const int right = picture.cols - recipe.size;
    const int bottom = picture.rows - recipe.size;
    const std::array<cv::Point, 5> all{cv::Point(0, 0), cv::Point(right, 0), cv::Point(0, bottom),
                                       cv::Point(right, bottom), cv::Point(right / 2, bottom / 2)};
    const auto places = recipe.tenCropMean ? std::span(all) : std::span(all).last(1);

    PictureInput input;
    input.size = recipe.size;
    input.crops = recipe.tenCropMean ? 10 : 1;
    const std::size_t count =
        3 * static_cast<std::size_t>(recipe.size) * static_cast<std::size_t>(recipe.size);
    input.values.resize(input.crops * count);
    for (std::size_t i = 0; i < input.crops; ++i) {
        const cv::Rect place(places[i % places.size()], cv::Size(recipe.size, recipe.size));
        fill(picture(place), i >= places.size(), recipe, input.values.data() + i * count);
    }
    return input;
}

} // namespace crossview
