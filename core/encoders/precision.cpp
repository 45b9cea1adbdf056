#include "encoders/precision.h"

#include <oneapi/dnnl/dnnl.hpp>

namespace crossview {

bool processorHasBfloat16() {
    return dnnl::get_effective_cpu_isa() >= dnnl::cpu_isa::avx512_core_bf16;
}

} // namespace crossview
