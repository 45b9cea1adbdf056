#include "projection/tsne_projector.h"

#include "common/error.h"
#include "common/seeded_random.h"
#include "common/threads.h"
#include "projection/affinities.h"
#include "projection/alignment.h"
#include "projection/centred_views.h"
#include "projection/leading_components.h"
#include "projection/neighbour_graph.h"
#include "projection/pca_projection.h"
#include "projection/tsne_layout.h"
#include "projection/warm_start.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fmt/format.h>
#include <utility>

namespace crossview {
namespace {

constexpr const char* kMadeByTsne = R"({"method": "tsne")"; // how the key of every t-SNE map begins
constexpr int kEarlyIterations = 250;
constexpr double kEarlyExaggeration = 12; // and a learning rate of n / 12 (Belkina et al., 2019)
constexpr double kStartRadius = 0.01;     // small against the kernel's unit, large against its rounding
constexpr double kJitter = 1e-4;          // of the radius
constexpr std::size_t kDraftRows = 4096;  // with fewer the neighbours are found in a moment
constexpr std::size_t kDraftDimensions = 48;
constexpr auto kPublishEvery = std::chrono::milliseconds(60);

/// Scales rows so that their mean squared length is 1, which no distance between them then overflows; false
/// when all are 0 but for rounding.
bool normaliseScale(Matrix& rows, double squaredLengths) {
    double sum = 0;
    for (const float value : rows.values())
        sum += double(value) * double(value);
    if (!(sum > 1e-12 * squaredLengths))
        return false;
    const double scale = std::sqrt(static_cast<double>(rows.rows()) / sum);
    for (float& value : rows.values())
        value = static_cast<float>(double(value) * scale);
    return true;
}

/// The map of positions [usable, 2], whose mean is 0: scaled to an RMS radius of 1, other rows at the centre.
Projection mapOf(const Matrix& positions, const std::vector<std::uint32_t>& source, std::size_t images,
                 std::size_t sentences) {
    Projection map;
    map.images = Matrix(images, 2);
    map.sentences = Matrix(sentences, 2);
    double sum = 0;
    for (const float value : positions.values())
        sum += double(value) * double(value);
    if (!(sum > 0))
        return map;
    map.radius = std::sqrt(sum / static_cast<double>(positions.rows()));
    const double scale = 1 / map.radius;
    for (std::size_t i = 0; i < source.size(); ++i) {
        const std::span<float> to =
            source[i] < images ? map.images.row(source[i]) : map.sentences.row(source[i] - images);
        for (std::size_t a = 0; a < 2; ++a)
            to[a] = static_cast<float>(double(positions(i, a)) * scale);
    }
    return map;
}

/// Moves every point a little, by the seed, so that points on one line, or on one place, can part.
void jitter(Matrix& positions, double radius, std::uint64_t seed) {
    SeededRandom random(mixSeed({seed, positions.rows()}));
    for (float& value : positions.values())
        value += static_cast<float>(radius * (2 * random.uniform() - 1));
}

/// Iterations until nothing moves any more: the divergence falls by less than a share in a round.
class Descent {
public:
    Descent(TsneLayout& layout, int total, Workers& workers, const ProgressSink& progress,
            std::function<bool()> publish)
        : m_layout(layout),
          m_passes("Laying out the map", static_cast<std::size_t>(total), workers.stop(), progress),
          m_workers(workers), m_publish(std::move(publish)) {}

    /// `round` 0 goes all iterations; else the divergence is compared after every `round` of them, and the
    /// run ends when it fell by less than `least` of itself. Does nothing once nobody wants it to go on.
    void run(int iterations, const TsneLayout::Step& step, int round, double least) {
        if (m_isEnough)
            return;
        double before = round > 0 ? m_layout.divergence(m_workers, step.exaggeration) : 0;
        for (int i = 1; i <= iterations; ++i) {
            m_layout.step(step, m_workers);
            m_passes.advance(1);
            if (m_count++ % kSortEvery == kSortEvery - 1)
                m_layout.sort(m_workers);
            if (const auto now = std::chrono::steady_clock::now(); now - m_published >= kPublishEvery) {
                m_isEnough = !m_publish();
                m_published = now;
                if (m_isEnough)
                    return;
            }
            if (round > 0 && i % round == 0) {
                const double after = m_layout.divergence(m_workers, step.exaggeration);
                if (before - after < least * std::abs(before))
                    return;
                before = after;
            }
        }
    }
    void finish() { m_passes.finish(); }
    /// It was ended before it had settled.
    bool isEnough() const { return m_isEnough; }
    int count() const { return m_count; }

private:
    static constexpr int kSortEvery = 50;

    TsneLayout& m_layout;
    Passes m_passes;
    Workers& m_workers;
    std::function<bool()> m_publish;
    std::chrono::steady_clock::time_point m_published{};
    int m_count = 0;
    bool m_isEnough = false;
};

} // namespace

TsneProjector::TsneProjector(const ProjectionOptions& options) : m_options(options) {
    const TsneOptions& tsne = options.tsne;
    if (!(tsne.perplexity >= 1) || !(tsne.perplexity <= 1000))
        throw Error(fmt::format("t-SNE takes a perplexity from 1 to 1,000, not {}.", tsne.perplexity));
    if (tsne.neighbours < 1 || tsne.neighbours > 1000)
        throw Error(fmt::format("t-SNE takes from 1 to 1,000 neighbours, not {}.", tsne.neighbours));
    if (!(tsne.exaggeration >= 1) || !(tsne.exaggeration <= 100))
        throw Error(fmt::format("t-SNE takes an exaggeration from 1 to 100, not {}.", tsne.exaggeration));
    if (tsne.iterations < 0 || tsne.warmIterations < 0)
        throw Error("t-SNE cannot take fewer than 0 iterations.");
}

std::string TsneProjector::key() const {
    const TsneOptions& tsne = m_options.tsne;
    const std::string perplexity = fmt::format(R"("perplexity": {})", tsne.perplexity);
    const std::string uniform = fmt::format(R"("neighbours": {})", tsne.neighbours);
    const std::string affinities = tsne.affinities == TsneAffinities::perplexity ? perplexity
                                   : tsne.affinities == TsneAffinities::uniform  ? uniform
                                                                                : perplexity + ", " + uniform;
    return fmt::format(R"({}, "removeViewMeans": {}, {}, "exaggeration": {}, "iterations": {}, )"
                       R"("warmIterations": {}, "seed": {}}})",
                       kMadeByTsne, m_options.removeViewMeans, affinities, tsne.exaggeration, tsne.iterations,
                       tsne.warmIterations, m_options.seed);
}

Projection TsneProjector::startingMap(MatrixView images, MatrixView sentences, const std::stop_token& stop,
                                      const ProgressSink& progress) const {
    return PcaProjector(m_options.removeViewMeans)
        .project(images, sentences, nullptr, stop, [&](Progress passes) {
            passes.stage = "Choosing a start"; // and not the stage that is still to come
            report(progress, passes);
        });
}

Projection TsneProjector::compute(MatrixView images, MatrixView sentences, const Projection* previous,
                                  const std::stop_token& stop, const ProgressSink& progress,
                                  const ProjectionSink& publish) const {
    Passes reading("Reading the embeddings", 2 * (images.rows() + sentences.rows()), stop, progress);
    const CentredViews views = centre(images, sentences, m_options.removeViewMeans, reading);
    JointRows joint = jointRows(views, reading);
    reading.finish();
    if (!normaliseScale(joint.rows, views.images.squaredLengths + views.sentences.squaredLengths))
        return mapOf(Matrix(joint.source.size(), 2), joint.source, images.rows(), sentences.rows());

    const Show show = [&](Projection shown) {
        if (previous)
            alignTo(*previous, shown);
        return !publish || publish(std::make_shared<const Projection>(std::move(shown)));
    };
    bool warm = previous && previous->madeBy.starts_with(kMadeByTsne);
    Projection from;
    if (warm) {
        from = *previous;
    } else { // at once a picture, from which the points set out
        from = startingMap(images, sentences, stop, progress);
        from.explained = 0; // says nothing of the map that it becomes
        show(from);
    }
    // Who watches sees points move long before the neighbours in all dimensions are found.
    if (publish && joint.rows.rows() >= kDraftRows && joint.rows.cols() > 2 * kDraftDimensions) {
        Descended draft = descend(leadingComponents(joint.rows, kDraftDimensions), joint.source, from, warm,
                                  stop, progress, show);
        if (draft.isEnough)
            return std::move(draft.map);
        from = std::move(draft.map);
        warm = true;
    }
    return descend(std::move(joint.rows), joint.source, from, warm, stop, progress, show).map;
}

TsneProjector::Descended TsneProjector::descend(Matrix rows, const std::vector<std::uint32_t>& source,
                                                const Projection& from, bool warm,
                                                const std::stop_token& stop, const ProgressSink& progress,
                                                const Show& show) const {
    const TsneOptions& options = m_options.tsne;
    const bool uniform =
        options.affinities == TsneAffinities::uniform ||
        (options.affinities == TsneAffinities::bySize && source.size() > kExactNeighbourRows);
    const auto wanted =
        static_cast<std::size_t>(uniform ? options.neighbours : std::ceil(3 * options.perplexity));
    const auto graph = std::make_shared<const NeighbourGraph>(
        neighbourGraph(rows, wanted, warm ? from.neighbours.get() : nullptr, stop, progress));
    rows = Matrix(); // of a million points 2 GB
    Affinities affinities = uniform ? uniformAffinities(*graph, wanted, stop, progress)
                                    : perplexityAffinities(*graph, options.perplexity, stop, progress);

    Workers workers(stop);
    Matrix start = jointPositions(from, source);
    jitter(start, kJitter, m_options.seed);
    const double scale = !warm             ? kStartRadius
                         : from.radius > 0 ? from.radius
                                           : fittingScale(affinities, start, workers);
    for (float& value : start.values())
        value = static_cast<float>(double(value) * scale);
    TsneLayout layout(std::move(affinities), start);
    layout.sort(workers);
    const auto finished = [&] {
        return mapOf(layout.positions(), source, from.images.rows(), from.sentences.rows());
    };
    // A descent that was ended early goes on where it was; a map from a file has settled.
    // One that was made with other options has settled elsewhere: it goes on as after the early exaggeration.
    const bool otherwise = warm && !from.madeBy.empty() && from.madeBy != key();
    const int before = !warm             ? 0
                       : otherwise       ? std::min(kEarlyIterations, options.iterations)
                       : from.radius > 0 ? from.iterations
                                         : options.iterations;
    const bool settled = warm && before >= options.iterations;
    const int total = settled ? options.warmIterations : options.iterations - before;
    Descent descent(layout, total, workers, progress, [&] { return show(finished()); });
    const auto n = static_cast<double>(source.size());
    if (settled) {
        layout.placeStrays(workers);
        // A quarter of the rate: what did not change hardly moves before the descent ends.
        descent.run(total, {options.exaggeration, n / (4 * options.exaggeration), 0.8}, 25, 1e-3);
    } else {
        const int early = std::clamp(kEarlyIterations - before, 0, total);
        descent.run(early, {kEarlyExaggeration, n / kEarlyExaggeration, 0.5}, 0, 0);
        const TsneLayout::Step step{options.exaggeration, n / options.exaggeration, 0.8};
        const int half = (total - early) / 2;
        descent.run(half, step, 50, 2e-3);
        if (!descent.isEnough())
            layout.placeStrays(workers);
        descent.run(total - early - half, step, 50, 2e-3);
    }
    descent.finish();
    Descended result{finished(), descent.isEnough()};
    result.map.neighbours = graph;
    result.map.iterations = settled || !descent.isEnough() ? options.iterations : before + descent.count();
    return result;
}

} // namespace crossview
