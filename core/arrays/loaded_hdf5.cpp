#include "arrays/hdf5_opener.h"
#include "common/module.h"

namespace crossview {

Hdf5Opener& hdf5Opener() {
    static Hdf5Opener& loaded = *moduleFunction<Hdf5Function>(kArraysModule, kHdf5Function)();
    return loaded;
}

} // namespace crossview
