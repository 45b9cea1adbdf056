#pragma once

#include "dataset/importers/described/picture_texts.h"

#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// Whether a description is what a camera or a program writes of itself into every picture ("OLYMPUS DIGITAL
/// CAMERA", "SONY DSC", "Processed with VSCO …"), and so no caption. Upper and lower case and blanks alike.
bool isCameraText(std::string_view text);

/// The captions among the texts of a picture: of the first of XMP, IPTC and EXIF that holds any, since
/// programs write one caption into all three. Each language of XMP is a caption; equal ones are one. Texts
/// that are not UTF-8 are taken as Windows-1252 where that may be; texts of cameras are none.
std::vector<std::string> describedCaptions(const PictureTexts& texts);

} // namespace crossview
