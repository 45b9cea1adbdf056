#include "evaluation/cross_distances.h"

#include "common/linear_algebra.h"
#include "common/progress.h"
#include "common/threads.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace crossview {
namespace {

constexpr std::size_t kFloatsAtOnce = 1'000'000; // of distances: about 30 ms of products between two polls

} // namespace

MeasuredRows::MeasuredRows(MatrixView embeddings, std::span<const std::int32_t> leftOut)
    : rows(embeddings), squaredLengths(embeddings.rows()) {
    for (std::size_t r = 0; r < rows.rows(); ++r) {
        double sum = 0;
        for (const float value : rows.row(r))
            sum += double(value) * double(value);
        squaredLengths[r] = std::isfinite(sum) ? static_cast<float>(sum) : kNever;
    }
    for (const std::int32_t row : leftOut)
        squaredLengths[static_cast<std::size_t>(row)] = kNever;
}

std::vector<std::uint32_t> everyRow(const MeasuredRows& rows) {
    std::vector<std::uint32_t> every(rows.rows.rows());
    std::iota(every.begin(), every.end(), 0U);
    return every;
}

void forEachQuery(const MeasuredRows& asking, std::span<const std::uint32_t> queries,
                  const MeasuredRows& answering,
                  const std::function<void(std::size_t, std::span<const float>)>& look,
                  const std::stop_token& stop, const std::function<void(std::size_t)>& advance) {
    const std::size_t m = answering.rows.rows(), width = asking.rows.cols();
    if (m == 0)
        return;
    const std::size_t atOnce = std::max<std::size_t>(1, kFloatsAtOnce / m);
    for (std::size_t first = 0; first < queries.size(); first += atOnce) {
        throwIfStopped(stop);
        const std::span<const std::uint32_t> some =
            queries.subspan(first, std::min(atOnce, queries.size() - first));
        Matrix gathered(some.size(), width);
        for (std::size_t q = 0; q < some.size(); ++q)
            std::ranges::copy(asking.rows.row(some[q]), gathered.row(q).begin());
        Matrix products = multiply(gathered, answering.rows, false, true);
        parallelFor(some.size(), stop, [&](std::size_t q) {
            const std::size_t query = some[q];
            if (!asking.takesPart(query))
                return;
            const std::span<float> row = products.row(q);
            for (std::size_t a = 0; a < m; ++a)
                row[a] = answering.takesPart(a)
                             ? asking.squaredLengths[query] + answering.squaredLengths[a] - 2 * row[a]
                             : MeasuredRows::kNever;
            look(query, row);
        });
        advance(some.size());
    }
}

} // namespace crossview
