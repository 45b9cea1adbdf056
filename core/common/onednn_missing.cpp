#include "common/onednn_product.h"

#include "common/error.h"

namespace crossview {

int oneDnnLanes() {
    return 0;
}

void multiplyWithOneDnn(bool, bool, int, int, int, float, const float*, int, const float*, int, float, float*,
                        int) {
    throw Error("This build has no oneDNN.");
}

} // namespace crossview
