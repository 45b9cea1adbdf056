#include "common/module.h"

#include "common/error.h"

#include <dlfcn.h>
#include <fmt/format.h>

namespace crossview {

void* moduleFunction(const char* library, const char* function) {
    // Local, so that what the library brings along is seen by nobody else; never closed: LibTorch cannot be.
    void* const handle = ::dlopen(library, RTLD_NOW | RTLD_LOCAL);
    void* const address = handle == nullptr ? nullptr : ::dlsym(handle, function);
    if (address == nullptr)
        throw Error(fmt::format("A part of Crossview could not be loaded ({}): build or install Crossview "
                                "again.",
                                ::dlerror()));
    return address;
}

} // namespace crossview
