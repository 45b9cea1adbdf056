#include "clusters/neighbourhood_purity.h"

#include "projection/centred_views.h"
#include "projection/neighbour_graph.h"

#include <limits>

namespace crossview {

ItemShares neighbourhoodPurity(MatrixView images, MatrixView sentences, const ItemLabels& labels,
                               const std::stop_token& stop, const ProgressSink& progress) {
    constexpr float kUnknown = std::numeric_limits<float>::quiet_NaN();
    const std::size_t n = images.rows();
    ItemShares shares{std::vector<float>(n, kUnknown), std::vector<float>(sentences.rows(), kUnknown)};
    const ProgressSink silent; // reading takes a moment
    Passes reading("Measuring the items", 2 * (n + sentences.rows()), stop, silent);
    const JointRows joint = jointRows(centre(images, sentences, true, reading), reading);
    const NeighbourGraph graph = neighbourGraph(joint.rows, kPurityNeighbours, nullptr, stop, progress);
    const auto labelOf = [&](std::size_t row) {
        const std::size_t item = joint.source[row];
        return item < n ? labels.images[item] : labels.sentences[item - n];
    };
    for (std::size_t row = 0; row < graph.points; ++row) {
        const std::int32_t own = labelOf(row);
        std::size_t known = 0;
        std::size_t same = 0;
        for (const std::uint32_t other : graph.othersOf(row)) {
            const std::int32_t label = labelOf(other);
            known += label >= 0 ? 1U : 0U;
            same += label == own ? 1U : 0U;
        }
        if (own < 0 || known == 0)
            continue;
        const std::size_t item = joint.source[row];
        (item < n ? shares.images[item] : shares.sentences[item - n]) =
            static_cast<float>(same) / static_cast<float>(known);
    }
    return shares;
}

} // namespace crossview
