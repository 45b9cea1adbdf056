#include "common/product_kernel.h"

#include "common/onednn_product.h"

#include <algorithm>
#include <array>
#include <cblas.h>
#include <cctype>
#include <cstdlib>
#include <dlfcn.h>
#include <string_view>
#include <utility>

namespace crossview {
namespace {

/// Floats in a register of the widest instructions with fused multiply-add that this processor has.
int lanesOfProcessor() {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512cd"))
        return 16;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return 8;
#endif
    return 4;
}

/// Floats in a register of the instructions that a kernel of OpenBLAS uses, by the name of the kernel.
int lanesOf(std::string_view core) {
    std::string name(core);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    constexpr std::array<std::pair<std::string_view, int>, 10> kWide = {{{"skylakex", 16},
                                                                         {"cooperlake", 16},
                                                                         {"sapphirerapids", 16},
                                                                         {"zen4", 16},
                                                                         {"haswell", 8},
                                                                         {"zen", 8},
                                                                         {"excavator", 8},
                                                                         {"steamroller", 6},
                                                                         {"piledriver", 6},
                                                                         {"sandybridge", 6}}};
    for (const auto& [known, lanes] : kWide)
        if (name == known)
            return lanes;
    return 4;
}

std::string coreName() {
    const char* name = openblas_get_corename();
    return name ? name : "";
}

/// Lets OpenBLAS choose again with `core` asked for. It has these functions where it holds several kernels;
/// they are what its own start and end call.
void useCore(const char* core) {
    // dlsym returns functions as pointers to objects.
    const auto quit = reinterpret_cast<void (*)()>(::dlsym(RTLD_DEFAULT, "gotoblas_dynamic_quit"));
    const auto init = reinterpret_cast<void (*)()>(::dlsym(RTLD_DEFAULT, "gotoblas_dynamic_init"));
    if (!quit || !init)
        return;
    constexpr const char* kVariable = "OPENBLAS_CORETYPE";
    ::setenv(kVariable, core, 1);
    quit();
    init();
    ::unsetenv(kVariable);
}

ProductKernel choose() {
    // On processors newer than itself OpenBLAS falls back to kernels of twenty years ago.
    const int wanted = lanesOfProcessor();
    if (!std::getenv("OPENBLAS_CORETYPE") && lanesOf(coreName()) < wanted && wanted > 4)
        useCore(wanted == 16 ? "SkylakeX" : "Haswell");
    const std::string core = coreName();
    const int openBlas = lanesOf(core);
    const int oneDnn = oneDnnLanes();
    if (oneDnn > openBlas || (oneDnn == openBlas && oneDnn == 4))
        return {ProductLibrary::oneDnn, "oneDNN with " + std::to_string(oneDnn) + " lanes"};
    return {ProductLibrary::openBlas, "OpenBLAS " + core};
}

} // namespace

const ProductKernel& productKernel() {
    static const ProductKernel kernel = choose();
    return kernel;
}

} // namespace crossview
