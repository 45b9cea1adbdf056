#include "pictures/picture_codecs.h"

#include <opencv2/imgcodecs.hpp>

namespace crossview {

cv::Mat decodeWithOpenCv(const cv::Mat& bytes, int mode) {
    return cv::imdecode(bytes, mode);
}

} // namespace crossview
