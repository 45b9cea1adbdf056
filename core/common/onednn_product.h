#pragma once

#include <cstdint>

namespace crossview {

/// Floats in a register of the instructions that oneDNN's products use here; 0 where it has none of its own
/// for this processor, or the build is without it (onednn_missing.cpp).
int oneDnnLanes();

/// C [n, m] = alpha op(A) [n, k] op(B) [k, m] + beta C, row-major, with row lengths as stored. C is only
/// written where beta is 0. Not to be called where oneDnnLanes() is 0.
void multiplyWithOneDnn(bool transposeA, bool transposeB, int n, int m, int k, float alpha, const float* a,
                        int lda, const float* b, int ldb, float beta, float* c, int ldc);

/// Whether this processor multiplies bfloat16 by itself (AVX-512 BF16, AMX) and oneDNN knows how.
bool oneDnnHasBfloat16();

/// C [n, m] = op(A) [n, k] op(B) [k, m] of bfloat16 numbers (common/bfloat16.h), summed in float32. Not to be
/// called where oneDnnHasBfloat16() is false.
void multiplyBfloat16(bool transposeA, bool transposeB, int n, int m, int k, const std::uint16_t* a, int lda,
                      const std::uint16_t* b, int ldb, float* c, int ldc);

} // namespace crossview
