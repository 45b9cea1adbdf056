#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// The paths that a table may mean by a picture's name, the one as it is written first: then backslashes as
/// slashes without a drive letter (C:\photos\a.jpg), a file:// address as its path, and %20 and its like
/// decoded. No path stands there twice.
std::vector<std::string> pictureNameSpellings(std::string_view written);

/// The number that a name without extension stands for, without leading zeros: "000139" and
/// "COCO_val2014_000000000139" are "139", "139" is. Empty where the name does not end in digits, or where
/// digits without leading zeros follow something else ("IMG_139", "photo2").
std::string pictureNumber(std::string_view stem);

} // namespace crossview
