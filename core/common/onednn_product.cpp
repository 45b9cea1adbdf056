#include "common/onednn_product.h"

#include "common/error.h"

#include <oneapi/dnnl/dnnl.h>
#include <oneapi/dnnl/dnnl.hpp>

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

bool oneDnnHasBfloat16() {
#if defined(__x86_64__)
    return dnnl_get_effective_cpu_isa() >= dnnl_cpu_isa_avx512_core_bf16;
#else
    return false;
#endif
}

void multiplyBfloat16(bool transposeA, bool transposeB, int n, int m, int k, const std::uint16_t* a, int lda,
                      const std::uint16_t* b, int ldb, float* c, int ldc) {
    using dnnl::memory;
    if (n == 0 || m == 0)
        return;
    const auto described = [](int rows, int cols, memory::data_type type, bool transposed, int length) {
        return memory::desc({rows, cols}, type,
                            transposed ? memory::dims{1, length} : memory::dims{length, 1});
    };
    try {
        static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
        const memory::desc from = described(n, k, memory::data_type::bf16, transposeA, lda);
        const memory::desc by = described(k, m, memory::data_type::bf16, transposeB, ldb);
        const memory::desc to = described(n, m, memory::data_type::f32, false, ldc);
        // What was made for a shape is kept by oneDNN's own cache.
        const dnnl::matmul product(dnnl::matmul::primitive_desc({from, by, to}, engine));
        dnnl::stream stream(engine);
        // Its arguments are not const, though nothing writes to factors.
        product.execute(stream, {{DNNL_ARG_SRC, memory(from, engine, const_cast<std::uint16_t*>(a))},
                                 {DNNL_ARG_WEIGHTS, memory(by, engine, const_cast<std::uint16_t*>(b))},
                                 {DNNL_ARG_DST, memory(to, engine, c)}});
        stream.wait();
    } catch (const dnnl::error& error) {
        throw Error(std::string("oneDNN could not multiply in bfloat16 (") + error.what() +
                    "): set precision to float32 and train a new run.");
    }
}

} // namespace crossview
