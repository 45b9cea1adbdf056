#pragma once

#include <string>

namespace crossview {

enum class ProductLibrary { openBlas, oneDnn };

/// What multiplies float32 matrices in this process, LibTorch's products included.
struct ProductKernel {
    ProductLibrary library = ProductLibrary::openBlas;
    std::string name; ///< for a person: "OpenBLAS SkylakeX", "oneDNN with 16 lanes"
};

/// Chosen at the first call by what the processor can do, and not by a trial, so that the same machine gives
/// the same bits: OpenBLAS with its kernel for the widest instructions that are here, also on processors that
/// it does not know by name; oneDNN where its kernels are wider still. OPENBLAS_CORETYPE and
/// ONEDNN_MAX_CPU_ISA, where somebody sets them, bound what each may use. The first call is to come before
/// other threads multiply: prepareProcess() makes it.
const ProductKernel& productKernel();

} // namespace crossview
