// The reader of tar archives, as a library that the programs load when they first open one (common/module.h).
#include "dataset/importers/shards/tar_archive.h"

// NOLINTNEXTLINE(readability-identifier-naming): a C name, by which it is looked for.
extern "C" __attribute__((visibility("default"))) crossview::TarOpener* crossview_tar_opener() {
    return &crossview::openTarArchive;
}
