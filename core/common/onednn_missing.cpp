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

bool oneDnnHasBfloat16() {
    return false;
}

void multiplyBfloat16(bool, bool, int, int, int, const std::uint16_t*, int, const std::uint16_t*, int, float*,
                      int) {
    throw Error("This build has no oneDNN.");
}

} // namespace crossview
