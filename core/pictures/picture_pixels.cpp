#include "pictures/picture_pixels.h"

#include "pictures/image_reader.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

namespace crossview {

PicturePixels readPicturePixels(const std::filesystem::path& file, int side,
                                const std::optional<PixelBox>& box) {
    // A box is in pixels of the whole picture, which must not come smaller then.
    const DecodedPicture decoded = decodePicture(readPictureBytes(file), file.string(), box ? 0 : side);
    cv::Mat picture = box ? croppedPicture(decoded.bgr, *box, file.string()) : decoded.bgr;
    const double scale = static_cast<double>(side) / std::max(picture.rows, picture.cols);
    if (scale < 1) {
        const int width = std::max(1, static_cast<int>(std::lround(picture.cols * scale)));
        const int height = std::max(1, static_cast<int>(std::lround(picture.rows * scale)));
        cv::Mat scaled;
        cv::resize(picture, scaled, {width, height}, 0, 0, cv::INTER_AREA);
        picture = scaled;
    }
    PicturePixels pixels{picture.cols, picture.rows, {}, decoded.size.width, decoded.size.height};
    pixels.bgr.reserve(picture.total() * 3);
    for (int y = 0; y < picture.rows; ++y) {
        const unsigned char* row = picture.ptr(y);
        pixels.bgr.insert(pixels.bgr.end(), row,
                          row + std::size_t{3} * static_cast<std::size_t>(picture.cols));
    }
    return pixels;
}

} // namespace crossview
