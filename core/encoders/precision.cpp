#include "encoders/precision.h"

#include "common/onednn_product.h"

namespace crossview {

bool processorHasBfloat16() {
    return oneDnnHasBfloat16();
}

} // namespace crossview
