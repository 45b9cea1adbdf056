#pragma once

#include <opencv2/core.hpp>

namespace crossview {

/// cv::imdecode, behind a pointer because the libraries of all its formats take long to load (Debian's bring
/// GDAL along: 80 ms and 50 MB).
using PictureCodecs = cv::Mat(const cv::Mat& bytes, int mode);

/// Where it is linked.
cv::Mat decodeWithOpenCv(const cv::Mat& bytes, int mode);

/// The one of this program: loaded at the first call (loaded_picture_codecs.cpp) or linked
/// (linked_picture_codecs.cpp). From any thread. Throws Error when it cannot be loaded.
PictureCodecs& pictureCodecs();

/// The function of kCodecsModule that returns it.
inline constexpr const char* kCodecsFunction = "crossview_picture_codecs";
using CodecsFunction = PictureCodecs*();

} // namespace crossview
