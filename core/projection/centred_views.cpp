#include "projection/centred_views.h"

#include <array>
#include <cmath>
#include <span>

namespace crossview {
namespace {

/// Sum of squares in eight lanes; NaN or infinity when the row holds one (or is too long to draw).
float squaredLength(const float* row, std::size_t count) {
    std::array<float, 8> lanes{};
    std::size_t c = 0;
    for (; c + 8 <= count; c += 8)
        for (std::size_t lane = 0; lane < 8; ++lane)
            lanes[lane] += row[c + lane] * row[c + lane];
    for (; c < count; ++c)
        lanes[0] += row[c] * row[c];
    return ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5])) + ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]));
}

CentredView prepare(MatrixView view, std::size_t dimensions, Passes& passes) {
    constexpr std::size_t kSummed = 64; // rows that are summed in float32 before they go to float64
    constexpr std::size_t kChunkRows = CentredView::kChunkRows;
    static_assert(kChunkRows % kSummed == 0);
    CentredView result;
    result.rows = view;
    result.sum.assign(dimensions, 0);
    result.mean.assign(dimensions, 0);
    std::vector<float> partial(dimensions);
    for (std::size_t begin = 0; begin < view.rows(); begin += kSummed) {
        const std::size_t end = std::min(begin + kSummed, view.rows());
        std::fill(partial.begin(), partial.end(), 0.0F);
        for (std::size_t r = begin; r < end; ++r) {
            const float* values = view.data() + r * dimensions;
            const float length = squaredLength(values, dimensions);
            if (!std::isfinite(length)) {
                if (result.usable.empty())
                    result.usable.assign(view.rows(), true);
                result.usable[r] = false;
                continue;
            }
            ++result.usableCount;
            result.squaredLengths += length;
            for (std::size_t c = 0; c < dimensions; ++c)
                partial[c] += values[c];
        }
        for (std::size_t c = 0; c < dimensions; ++c)
            result.sum[c] += partial[c];
        if (end % kChunkRows == 0 || end == view.rows())
            passes.advance(end % kChunkRows == 0 ? kChunkRows : end % kChunkRows);
    }
    return result;
}

} // namespace

CentredViews centre(MatrixView images, MatrixView sentences, bool removeViewMeans, Passes& passes) {
    CentredViews views;
    views.dimensions = images.rows() > 0 ? images.cols() : sentences.cols();
    views.images = prepare(images, views.dimensions, passes);
    views.sentences = prepare(sentences, views.dimensions, passes);
    const auto usable = static_cast<double>(std::max<std::size_t>(1, views.usableCount()));
    for (std::size_t c = 0; c < views.dimensions; ++c) {
        const double common = (views.images.sum[c] + views.sentences.sum[c]) / usable;
        for (CentredView* view : {&views.images, &views.sentences})
            view->mean[c] =
                removeViewMeans
                    ? view->sum[c] / static_cast<double>(std::max<std::size_t>(1, view->usableCount))
                    : common;
    }
    return views;
}

JointRows jointRows(const CentredViews& views, Passes& passes) {
    JointRows joint{Matrix(views.usableCount(), views.dimensions), {}};
    joint.source.reserve(views.usableCount());
    std::size_t offset = 0;
    for (const CentredView* view : {&views.images, &views.sentences}) {
        view->forEachChunk(passes, [&](std::size_t begin, MatrixView chunk) {
            for (std::size_t r = 0; r < chunk.rows(); ++r) {
                if (!view->isUsable(begin + r))
                    continue;
                const std::span<const float> from = chunk.row(r);
                const std::span<float> to = joint.rows.row(joint.source.size());
                for (std::size_t c = 0; c < from.size(); ++c)
                    to[c] = static_cast<float>(double(from[c]) - view->mean[c]);
                joint.source.push_back(static_cast<std::uint32_t>(offset + begin + r));
            }
        });
        offset += view->rows.rows();
    }
    return joint;
}

Matrix jointPositions(const Projection& map, const std::vector<std::uint32_t>& source) {
    Matrix positions(source.size(), 2);
    for (std::size_t i = 0; i < source.size(); ++i) {
        const bool image = source[i] < map.images.rows();
        const std::span<const float> from =
            image ? map.images.row(source[i]) : map.sentences.row(source[i] - map.images.rows());
        for (std::size_t a = 0; a < 2; ++a)
            positions(i, a) = std::isfinite(from[a]) ? from[a] : 0.0F;
    }
    return positions;
}

} // namespace crossview
