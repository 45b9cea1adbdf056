#pragma once

#include <span>
#include <string>

namespace crossview {

/// What the 1000 classes of ImageNet (ILSVRC 2012) are called, in the order of a classifier's outputs, each
/// with its other names behind commas: "limousine, limo".
std::span<const std::string> imagenetClassNames();

} // namespace crossview
