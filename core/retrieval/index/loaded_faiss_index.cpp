#include "common/module.h"
#include "retrieval/index/faiss_index.h"

namespace crossview {

IndexWriter& indexWriter() {
    static IndexWriter& loaded = *moduleFunction<IndexFunction>(kIndexModule, kIndexFunction)();
    return loaded;
}

} // namespace crossview
