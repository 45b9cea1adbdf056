#include "common/onednn_product.h"

#include "common/error.h"

#include <oneapi/dnnl/dnnl.h>

namespace crossview {

int oneDnnLanes() {
#if defined(__x86_64__)
    const dnnl_cpu_isa_t isa = dnnl_get_effective_cpu_isa();
    if (isa >= dnnl_cpu_isa_avx512_core)
        return 16;
    if (isa >= dnnl_cpu_isa_avx2)
        return 8;
    return isa >= dnnl_cpu_isa_avx ? 6 : 4; // AVX without fused multiply-add
#else
    return 0;
#endif
}

void multiplyWithOneDnn(bool transposeA, bool transposeB, int n, int m, int k, float alpha, const float* a,
                        int lda, const float* b, int ldb, float beta, float* c, int ldc) {
    if (dnnl_sgemm(transposeA ? 'T' : 'N', transposeB ? 'T' : 'N', n, m, k, alpha, a, lda, b, ldb, beta, c,
                   ldc) != dnnl_success)
        throw Error("oneDNN could not multiply matrices: set ONEDNN_MAX_CPU_ISA=SSE41 and try again.");
}

} // namespace crossview
