// The reader of Parquet, as a library that the programs load when they first open such a file
// (common/module.h).
#include "dataset/importers/parquet/parquet_rows.h"

// NOLINTNEXTLINE(readability-identifier-naming): a C name, by which it is looked for.
extern "C" __attribute__((visibility("default"))) const crossview::ParquetReader* crossview_parquet_reader() {
    return &crossview::arrowParquetReader();
}
