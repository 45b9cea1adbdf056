// The reader of HDF5 files, as a library that the programs load when they first open one (common/module.h).
#include "arrays/array_containers.h"

// NOLINTNEXTLINE(readability-identifier-naming): a C name, by which it is looked for.
extern "C" __attribute__((visibility("default"))) crossview::ArrayContainers* crossview_array_containers() {
    return &crossview::openArrayContainer;
}
