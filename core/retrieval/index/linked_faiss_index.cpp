#include "retrieval/index/faiss_index.h"

namespace crossview {

IndexWriter& indexWriter() {
    return writeFaissIndex;
}

} // namespace crossview
