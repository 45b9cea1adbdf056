#pragma once

/// Before a function whose loops profit from wide vectors: it is compiled for newer instruction sets too, and
/// the one that the processor has is taken when the program is loaded. Where that cannot be (other compilers
/// and processors; sanitizers, which are not ready at that moment) it is an ordinary function. What it calls
/// must be inlined into it to profit. (Levels and not names of processors: a name stands for one maker.) Its
/// sums may differ in the last bit from processor to processor.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_THREAD__) &&      \
    !defined(__SANITIZE_ADDRESS__)
#define CROSSVIEW_WIDE __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CROSSVIEW_WIDE
#endif
