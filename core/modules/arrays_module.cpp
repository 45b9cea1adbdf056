// The readers of HDF5 and MATLAB files, as a library that the programs load when they first open one
// (common/module.h).
#include "arrays/science_files.h"

// NOLINTNEXTLINE(readability-identifier-naming): a C name, by which it is looked for.
extern "C" __attribute__((visibility("default"))) crossview::OpenScienceFile* crossview_science_files() {
    return &crossview::openScienceFileHere;
}
