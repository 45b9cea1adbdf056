// The reader of HDF5 files, as a library that the programs load when they first open one (common/module.h).
#include "arrays/hdf5_opener.h"
#include "arrays/hdf5_source.h"

// NOLINTNEXTLINE(readability-identifier-naming): a C name, by which it is looked for.
extern "C" __attribute__((visibility("default"))) crossview::Hdf5Opener* crossview_hdf5() {
    return &crossview::openHdf5;
}
