// What one query over many rows costs, the plain search and the rounded one (core/retrieval), each beside
// reading the rows once from memory, in this run:
//   search_benchmark [ROWS [COLUMNS]]     clustered unit rows (123000 512)
//   search_benchmark ROWS.npy QUERIES.npy rows and queries of your own, e.g. the embeddings of a run
#include "common/error.h"
#include "common/linear_algebra.h"
#include "common/threads.h"
#include "files/npy.h"
#include "retrieval/coarse_rows.h"
#include "stopwatch.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>
#include <random>
#include <string>

#include <fmt/format.h>

namespace {

using namespace crossview;

/// Unit rows around a thousand centres, as trained embeddings lie.
Matrix clusteredRows(std::size_t rows, std::size_t columns, unsigned seed) {
    constexpr std::size_t kCentres = 1000;
    std::mt19937 random(9);
    std::normal_distribution<float> normal;
    Matrix centres(kCentres, columns);
    for (float& value : centres.values())
        value = normal(random);
    random.seed(seed);
    Matrix result(rows, columns);
    for (std::size_t r = 0; r < rows; ++r) {
        const auto centre = centres.row(random() % kCentres);
        for (std::size_t c = 0; c < columns; ++c)
            result(r, c) =
                centre[c] + 0.7F * static_cast<float>(static_cast<int>(random() % 2048) - 1024) / 512.F;
        normalise(result.row(r));
    }
    return result;
}

/// Adds up all values, on all cores: what reading them costs.
float readAll(MatrixView rows) {
    constexpr std::size_t kPiece = std::size_t{1} << 20;
    std::vector<float> sums((rows.size() + kPiece - 1) / kPiece);
    parallelFor(sums.size(), {}, [&](std::size_t piece) {
        const std::size_t first = piece * kPiece;
        const auto values = std::span(rows.data() + first, std::min(kPiece, rows.size() - first));
        std::array<float, 64> lanes{};
        for (std::size_t i = 0; i + lanes.size() <= values.size(); i += lanes.size())
            for (std::size_t lane = 0; lane < lanes.size(); ++lane)
                lanes[lane] += values[i + lane];
        sums[piece] = std::accumulate(lanes.begin(), lanes.end(), 0.F);
    });
    return std::accumulate(sums.begin(), sums.end(), 0.F);
}

void measure(const SharedMatrix& rows, MatrixView queries) {
    const Taken rounding = takenBy([&] { CoarseRows unused(rows); });
    const CoarseRows coarse(rows);
    Paired plain;
    Paired rounded;
    std::size_t different = 0;
    float kept = 0;
    for (std::size_t q = 0; q < queries.rows(); ++q) {
        std::vector<Hit> expected;
        std::vector<Hit> found;
        const Taken floor = takenBy([&] { kept += readAll(rows); });
        plain.add(takenBy([&] { expected = nearest(queries.row(q), rows, 10); }), floor);
        rounded.add(takenBy([&] { found = coarse.nearest(queries.row(q), 10); }), floor);
        different += std::ranges::equal(expected, found, {}, &Hit::item, &Hit::item) ? 0 : 1;
    }
    fmt::print("{} x {}, {} queries, 10 answers; {} threads; reading once {:.1f} ms (sum {:.0f})\n", rows.rows(),
               rows.cols(), queries.rows(), threadBudget(), 1e3 * median(plain.ofBaseline), kept);
    fmt::print("  plain    {:6.1f} ms, {:.2f} of reading\n", 1e3 * median(plain.seconds),
               median(plain.ratios));
    fmt::print("  rounded  {:6.1f} ms, {:.2f} of reading; {} of {} answers differ; made in {:.0f} ms\n",
               1e3 * median(rounded.seconds), median(rounded.ratios), different, queries.rows(),
               1e3 * rounding.seconds);
}

std::size_t numberOf(const std::string& text, std::size_t otherwise) {
    std::size_t number = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

} // namespace

int main(int argc, char** argv) {
    prepareProcess(argv);
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    try {
        if (arguments.size() == 2 && arguments.front().ends_with(".npy")) {
            const Matrix queries = readNpy(arguments[1]);
            measure(mapNpy(arguments[0]),
                    MatrixView(queries.data(), std::min<std::size_t>(queries.rows(), 50), queries.cols()));
            return 0;
        }
        const std::size_t rows = arguments.empty() ? 123'000 : numberOf(arguments[0], 0);
        const std::size_t columns = arguments.size() < 2 ? 512 : numberOf(arguments[1], 0);
        if (rows == 0 || columns == 0)
            throw Error("usage: search_benchmark [ROWS [COLUMNS]] or search_benchmark ROWS.npy QUERIES.npy");
        measure(SharedMatrix(clusteredRows(rows, columns, 1)), clusteredRows(31, columns, 2));
        return 0;
    } catch (const Error& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 1;
    }
}
