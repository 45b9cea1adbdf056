#pragma once

#include "common/matrix.h"
#include "dataset/dataset.h"

namespace crossview {

/// Where the given features of a data set lie in a project, as Dataset names them: "features/given/…".
inline constexpr const char* kGivenFolder = "features/given";

/// The rows that were given with a view [items, d], as they are. Sentences alone are multiplied by one number
/// that makes their mean length 1: documents of several sentences have length 1, and the network must see
/// both at one scale. Throws Error when the file is missing, damaged, or has other rows than the view items.
SharedMatrix givenRows(const Dataset& dataset, View view);

} // namespace crossview
