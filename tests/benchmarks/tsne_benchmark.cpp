// What a t-SNE map costs, stage by stage, beside what it cannot do without, all in this run:
//   tsne_benchmark [IMAGES.npy SENTENCES.npy [POSITIONS.npy]]
// Without files on clustered rows of unit length, as many as the picture book has. POSITIONS.npy receives the
// map [n + m, 2], images first, for shared tools that judge it.
#include "common/error.h"
#include "common/linear_algebra.h"
#include "common/seeded_random.h"
#include "common/threads.h"
#include "files/npy.h"
#include "projection/attraction.h"
#include "projection/centred_views.h"
#include "projection/projector.h"
#include "projection/repulsion.h"
#include "projection/tsne_layout.h"
#include "support/seeded_normal.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fmt/format.h>
#include <functional>
#include <limits>

namespace {

using namespace crossview;

double seconds(const std::function<void()>& call) {
    const auto begin = std::chrono::steady_clock::now();
    call();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Rows of unit length in groups of concepts: the same concepts in both views.
Matrix clustered(std::size_t rows, std::size_t dimensions, std::uint64_t seed) {
    constexpr std::size_t kConcepts = 1200;
    constexpr std::size_t kConceptsPerGroup = 30;
    SeededRandom shared(7);
    SeededRandom own(seed);
    const auto drawn = [&](std::size_t count) {
        Matrix matrix(count, dimensions);
        for (float& value : matrix.values())
            value = static_cast<float>(test::seededNormal(shared));
        return matrix;
    };
    const Matrix groups = drawn(kConcepts / kConceptsPerGroup);
    const Matrix concepts = drawn(kConcepts);
    Matrix result(rows, dimensions);
    for (std::size_t r = 0; r < rows; ++r) {
        const std::size_t concept_ = own.scaledBelow(kConcepts);
        for (std::size_t c = 0; c < dimensions; ++c)
            result(r, c) =
                static_cast<float>(double(groups(concept_ / kConceptsPerGroup, c)) +
                                   0.8 * double(concepts(concept_, c)) + 0.6 * test::seededNormal(own));
    }
    normaliseRows(result);
    return result;
}

/// The product of all rows with all, in the blocks of the graph's search.
void multiplyAll(MatrixView rows) {
    constexpr std::size_t kRows = 512;
    constexpr std::size_t kColumns = 2048;
    std::vector<float> products(kRows * kColumns);
    const auto slice = [&](std::size_t begin, std::size_t count) {
        return MatrixView(rows.data() + begin * rows.cols(), count, rows.cols());
    };
    for (std::size_t r = 0; r < rows.rows(); r += kRows)
        for (std::size_t c = r; c < rows.rows(); c += kColumns)
            multiplyTransposed(slice(r, std::min(kRows, rows.rows() - r)),
                               slice(c, std::min(kColumns, rows.rows() - c)), products.data());
}

void measure(const Matrix& images, const Matrix& sentences, const std::string& positions) {
    const std::stop_token never;
    const ProgressSink nobody;
    Passes passes("Reading", 1, never, nobody);
    const JointRows joint = jointRows(centre(images, sentences, true, passes), passes);
    const std::size_t n = joint.rows.rows();
    fmt::print("{} points of {} dimensions on {} threads\n", n, joint.rows.cols(), threadBudget());

    const double products = seconds([&] { multiplyAll(joint.rows); });
    NeighbourGraph graph;
    const double neighbours =
        seconds([&] { graph = neighbourGraph(joint.rows, 90, nullptr, never, nobody); });
    fmt::print("neighbour graph {:.2f} s; its matrix products {:.2f} s; ratio {:.2f}\n", neighbours, products,
               neighbours / products);
    const double repair = seconds([&] { repairedNeighbours(joint.rows, graph, never, nobody); });
    fmt::print("repaired graph {:.2f} s; ratio to a new one {:.2f}\n", repair, repair / neighbours);
    Affinities affinities;
    const double weighing = seconds([&] { affinities = perplexityAffinities(graph, 30, never, nobody); });
    fmt::print("affinities {:.2f} s, {:.1f} entries a point; ratio to the graph {:.2f}\n", weighing,
               static_cast<double>(affinities.other.size()) / static_cast<double>(n), weighing / neighbours);

    Projection map;
    std::size_t iterations = 0;
    double layoutBegan = 0;
    const auto begin = std::chrono::steady_clock::now();
    const auto elapsed = [&] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    };
    double published = 0;
    double longest = 0;
    double previousPublish = std::numeric_limits<double>::quiet_NaN();
    map = makeProjector({.method = "tsne"})
              ->project(
                  images, sentences, nullptr, never,
                  [&](const Progress& progress) {
                      if (progress.stage == "Laying out the map" && progress.total <= 1000) {
                          if (progress.done == 1)
                              layoutBegan = elapsed();
                          if (progress.done < progress.total)
                              iterations = progress.done;
                      }
                  },
                  [&](const std::shared_ptr<const Projection>&) {
                      ++published;
                      if (!std::isnan(previousPublish))
                          longest = std::max(longest, elapsed() - previousPublish);
                      previousPublish = elapsed();
                      return true;
                  });
    const double whole = elapsed();
    fmt::print(
        "map {:.2f} s, {} iterations; ratio to graph and affinities {:.2f}; {:.1f} published a second, at "
        "most {:.0f} ms apart\n",
        whole, iterations, whole / (neighbours + weighing), published / (whole - layoutBegan),
        1000 * longest);

    Matrix settled(n, 2);
    for (std::size_t i = 0; i < n; ++i) {
        const std::size_t source = joint.source[i];
        const auto row =
            source < images.rows() ? map.images.row(source) : map.sentences.row(source - images.rows());
        std::ranges::copy(row, settled.row(i).begin());
    }
    for (float& value : settled.values())
        value = static_cast<float>(double(value) * map.radius);
    Workers workers;
    TsneLayout layout(affinities, settled);
    fmt::print("divergence {:.4f} at a radius of {:.1f}\n", layout.divergence(workers), map.radius);
    layout.sort(workers);
    constexpr int kIterations = 50;
    const double steps = seconds([&] {
        for (int i = 0; i < kIterations; ++i)
            layout.step({.exaggeration = 1, .learningRate = static_cast<double>(n), .momentum = 0.8},
                        workers);
    });
    const Matrix now = layout.positions();
    std::vector<float> forces(2 * n);
    Repulsion repulsion;
    repulsion.evaluate(now.values(), forces, workers);
    const double pushes = seconds([&] {
        for (int i = 0; i < kIterations; ++i)
            repulsion.evaluate(now.values(), forces, workers);
    });
    const double pulls = seconds([&] {
        for (int i = 0; i < kIterations; ++i)
            attraction(affinities, now.values(), forces, workers);
    });
    fmt::print("iteration {:.2f} ms; repulsion {:.2f} ms, attraction {:.2f} ms without the order of the "
               "Morton curve\n",
               1000 * steps / kIterations, 1000 * pushes / kIterations, 1000 * pulls / kIterations);
    Projection again;
    const double warm =
        seconds([&] { again = makeProjector({.method = "tsne"})->project(images, sentences, &map); });
    double moved = 0;
    double extent = 0;
    for (const auto& [before, after] :
         {std::pair{&map.images, &again.images}, {&map.sentences, &again.sentences}})
        for (std::size_t r = 0; r < before->rows(); ++r) {
            moved += std::hypot(double((*after)(r, 0)) - double((*before)(r, 0)),
                                double((*after)(r, 1)) - double((*before)(r, 1)));
            extent = std::max(extent, std::hypot(double((*before)(r, 0)), double((*before)(r, 1))));
        }
    fmt::print(
        "warm start on the same rows {:.2f} s; ratio to the first {:.2f}; points moved {:.3f} % of the "
        "diameter\n",
        warm, warm / whole, 100 * moved / static_cast<double>(n) / (2 * extent));
    if (!positions.empty()) {
        Matrix all(images.rows() + sentences.rows(), 2);
        std::ranges::copy(map.images.values(), all.values().begin());
        std::ranges::copy(map.sentences.values(),
                          all.values().begin() + static_cast<std::ptrdiff_t>(map.images.size()));
        writeNpy(positions, all);
    }
}

} // namespace

int main(int argc, char** argv) {
    prepareProcess(argv);
    try {
        if (argc == 2 || argc > 4)
            throw Error("usage: tsne_benchmark [IMAGES.npy SENTENCES.npy [POSITIONS.npy]]");
        if (argc > 2)
            measure(readNpy(argv[1]), readNpy(argv[2]), argc > 3 ? argv[3] : "");
        else
            measure(clustered(6275, 512, 1), clustered(12000, 512, 2), "");
        return 0;
    } catch (const Error& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 1;
    }
}
