#pragma once

namespace crossview {

/// What the large products of an encoder are computed in. bfloat16 needs a processor that has it (AVX-512
/// BF16 or AMX).
enum class EncoderPrecision { float32, bfloat16 };
/// Whether this processor has it.
bool processorHasBfloat16();

} // namespace crossview
