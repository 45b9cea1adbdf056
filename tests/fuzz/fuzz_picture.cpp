#include "said.h"
#include "scratch_folder.h"

#include "pictures/image_reader.h"

#include <cstddef>
#include <cstdint>
#include <opencv2/core/utils/logger.hpp>

using namespace crossview;

/// A whole picture file, decoded and fitted.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto quiet = cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
    static_cast<void>(quiet);
    fuzz::doneOrSaid([&] {
        const cv::Mat picture = decodePicture(fuzz::asText(data, size), "picture").bgr;
        fuzz::require(picture.type() == CV_8UC3 && picture.total() > 0 && picture.total() <= kMaximumPixels);
        constexpr int kSide = 16;
        const cv::Mat fitted = fittedPicture(picture, kSide);
        fuzz::require(fitted.rows == kSide && fitted.cols == kSide && fitted.type() == CV_8UC3);
    });
    return 0;
}
