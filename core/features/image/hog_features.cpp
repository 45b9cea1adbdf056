#include "features/image/hog_features.h"

#include "features/image/hog.h"
#include "features/image/raw_blocks.h"

namespace crossview {

RawBlock HogFeatures::raw(const RawBlockInput& input) {
    return squareBlock(input, "hog", "HOG", hogDimensions(), hogDescriptor);
}

} // namespace crossview
