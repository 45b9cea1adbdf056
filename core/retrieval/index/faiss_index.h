#pragma once

#include "common/matrix.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <stop_token>

namespace crossview {

/// How an index of faiss finds the rows with the largest inner product.
enum class IndexKind : std::uint8_t {
    flat, ///< IndexFlatIP: every row, exact
    ivf,  ///< IndexIVFFlat: the rows of the cells nearest to the query
    hnsw  ///< IndexHNSWFlat: along a graph of neighbours
};

/// How much of what is nearest an index finds.
struct IndexRecall {
    std::size_t queries = 0; ///< that were asked; 0: none, or no rows
    std::size_t among = 0;   ///< answers of each
    double share = 0;        ///< of the exact ones that it found, 0 to 1
};

/// Writes an index of the rows of `all` [n, d] with the numbers `rows`, each as often as it stands there, and
/// asks it for the first ten answers to queries [m, d] (IndexKind::flat: not at all). Queries of the other
/// view lie elsewhere than rows, and an index that was made for its own rows finds less for them. How far it
/// looks (nprobe, efSearch) stands in the file. Cells are the same for the same rows; a graph is not, since
/// threads build it side by side. Throws Error, and Cancelled soon after a stop.
using IndexWriter = IndexRecall(MatrixView all, std::span<const std::int32_t> rows, MatrixView queries,
                                IndexKind kind, const std::filesystem::path& file,
                                const std::stop_token& stop);

/// Where it is linked.
IndexRecall writeFaissIndex(MatrixView all, std::span<const std::int32_t> rows, MatrixView queries,
                            IndexKind kind, const std::filesystem::path& file, const std::stop_token& stop);

/// The one of this program, whose library is loaded when first asked for. Throws Error when it cannot be.
IndexWriter& indexWriter();

/// The function of kIndexModule that returns it.
inline constexpr const char* kIndexFunction = "crossview_index_writer";
using IndexFunction = IndexWriter*();

} // namespace crossview
