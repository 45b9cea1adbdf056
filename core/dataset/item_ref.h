#pragma once

#include "dataset/dataset.h"

namespace crossview {

/// One item of one view. A negative index means "no item".
struct ItemRef {
    View view = View::image;
    int index = -1;

    bool isValid() const { return index >= 0; }
    bool operator==(const ItemRef&) const = default;
};

} // namespace crossview
