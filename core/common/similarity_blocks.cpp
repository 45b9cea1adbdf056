#include "common/similarity_blocks.h"

#include "common/gemm.h"

#include <algorithm>
#include <fmt/format.h>

namespace crossview {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{16} << 20;
/// Products between two looks at the stop token: a few tens of milliseconds on one slow core.
constexpr std::size_t kProductsPerCall = std::size_t{1} << 26;

std::vector<double> widened(MatrixView rows, std::size_t first, std::size_t count) {
    const float* begin = rows.data() + first * rows.cols();
    return {begin, begin + count * rows.cols()};
}

} // namespace

void forEachSimilarityBlock(MatrixView queries, MatrixView items,
                            const std::function<void(std::size_t first, MatrixD& similarities)>& visit,
                            const std::stop_token& stop, const ProgressSink& progress,
                            const std::string& stage) {
    if (queries.rows() == 0 || items.rows() == 0)
        return;
    if (queries.cols() != items.cols())
        throw Error(fmt::format("The queries have {} dimensions but the items {}: both must come from the "
                                "same network.",
                                queries.cols(), items.cols()));
    const std::size_t width = queries.cols();
    const std::size_t blockRows =
        std::clamp<std::size_t>(kBlockBytes / sizeof(double) / items.rows(), 1, queries.rows());
    const std::size_t itemsPerCall = std::clamp<std::size_t>(
        kProductsPerCall / blockRows / std::max<std::size_t>(width, 1), 1, items.rows());
    for (std::size_t first = 0; first < queries.rows(); first += blockRows) {
        const std::size_t rows = std::min(blockRows, queries.rows() - first);
        const std::vector<double> block = widened(queries, first, rows);
        MatrixD similarities(rows, items.rows());
        for (std::size_t item = 0; item < items.rows() && width > 0; item += itemsPerCall) {
            throwIfStopped(stop);
            const std::size_t count = std::min(itemsPerCall, items.rows() - item);
            const std::vector<double> part = widened(items, item, count);
            // Items are numbered by int32 everywhere, so that their count is an int.
            const auto columns = static_cast<int>(width);
            gemm(false, true, static_cast<int>(rows), static_cast<int>(count), columns, block.data(), columns,
                 part.data(), columns, similarities.data() + item, static_cast<int>(items.rows()));
        }
        throwIfStopped(stop);
        visit(first, similarities);
        if (!stage.empty())
            report(progress, {stage, first + rows, queries.rows(), {}});
    }
}

} // namespace crossview
