#pragma once

#include <string>
#include <string_view>

#include <opencv2/core.hpp>

namespace crossview {

/// A decoded JPEG, or what is wrong with it.
struct DecodedJpeg {
    cv::Mat bgr;         ///< 8 bit, not turned; empty where it could not be decoded
    std::string problem; ///< a clause on damage inside: "is cut off …"; empty where there is none
    std::string remark;  ///< a clause on what is no damage to the picture: its end marker is missing
};

/// Decodes a JPEG (grey, colour, CMYK and YCCK) with libjpeg, which says nothing of its own on stderr.
/// `shrink` is 1, 2, 4 or 8: sides divided by it, which costs less than decoding all. Never throws of itself.
DecodedJpeg decodeJpeg(std::string_view bytes, int shrink = 1);

} // namespace crossview
