// The writer of faiss indices, as a library that the programs load when they first write one
// (common/module.h).
#include "retrieval/index/faiss_index.h"

// NOLINTNEXTLINE(readability-identifier-naming): a C name, by which it is looked for.
extern "C" __attribute__((visibility("default"))) crossview::IndexWriter* crossview_index_writer() {
    return &crossview::writeFaissIndex;
}
