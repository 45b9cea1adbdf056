#include "common/product_kernel.h"

namespace crossview {

const ProductKernel& productKernel() {
    static const ProductKernel kernel{ProductLibrary::openBlas, "plain"};
    return kernel;
}

} // namespace crossview
