#include "projection/pca_projection.h"

#include "common/decompositions.h"
#include "common/linear_algebra.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <initializer_list>
#include <span>
#include <vector>

namespace crossview {
namespace {

constexpr std::size_t kChunkRows = 4096; // at 512 dimensions a few milliseconds of work between two polls

/// Rows gone through in all passes: where a stop is noticed and progress is reported.
class Passes {
public:
    Passes(std::size_t total, const std::stop_token& stop, const ProgressSink& progress)
        : m_total(total), m_stop(stop), m_progress(progress) {}

    void advance(std::size_t rows) {
        throwIfStopped(m_stop);
        m_done = std::min(m_total, m_done + rows);
        report(m_progress, {"Laying out the map", m_done, m_total, {}});
    }
    void finish() {
        if (m_done < m_total || m_total == 0)
            advance(m_total - m_done);
    }

private:
    std::size_t m_total;
    std::size_t m_done = 0;
    const std::stop_token& m_stop;
    const ProgressSink& m_progress;
};

/// One view with what is needed to centre it: rows that hold NaN are left out of everything.
struct CentredView {
    MatrixView rows;
    std::vector<bool> usable; ///< empty when all are
    std::size_t usableCount = 0;
    double squaredLengths = 0; ///< of all usable rows, not centred
    std::vector<double> sum;   ///< [d] over usable rows
    std::vector<double> mean;  ///< [d] what is subtracted

    bool isUsable(std::size_t row) const { return usable.empty() || usable[row]; }

    /// Calls work(first row, rows [at most kChunkRows, d]) for all rows in turn; bad rows come as zeros.
    template <typename Work>
    void forEachChunk(Passes& passes, const Work& work) const {
        Matrix cleaned;
        for (std::size_t begin = 0; begin < rows.rows(); begin += kChunkRows) {
            const std::size_t count = std::min(kChunkRows, rows.rows() - begin);
            MatrixView chunk(rows.data() + begin * rows.cols(), count, rows.cols());
            if (!usable.empty()) {
                cleaned = Matrix(count, rows.cols());
                for (std::size_t r = 0; r < count; ++r)
                    if (usable[begin + r])
                        std::ranges::copy(chunk.row(r), cleaned.row(r).begin());
                chunk = cleaned.view();
            }
            work(begin, chunk);
            passes.advance(count);
        }
    }
};

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

/// Covariance (times n) of at most about `limit` evenly spaced rows of both views.
MatrixD sampledScatter(std::initializer_list<const CentredView*> views, std::size_t dimensions,
                       std::size_t limit) {
    std::size_t total = 0;
    for (const CentredView* view : views)
        total += view->rows.rows();
    const std::size_t stride = std::max<std::size_t>(1, (total + limit - 1) / limit);
    Matrix sample((total + stride - 1) / stride + views.size(), dimensions);
    std::size_t filled = 0;
    for (const CentredView* view : views)
        for (std::size_t r = 0; r < view->rows.rows(); r += stride) {
            if (!view->isUsable(r))
                continue;
            const std::span<float> target = sample.row(filled++);
            for (std::size_t c = 0; c < dimensions; ++c)
                target[c] = static_cast<float>(double(view->rows(r, c)) - view->mean[c]);
        }
    const Matrix product = multiply(sample.view(), sample.view(), true, false);
    MatrixD scatter(dimensions, dimensions);
    for (std::size_t a = 0; a < dimensions; ++a)
        for (std::size_t b = 0; b < dimensions; ++b)
            scatter(a, b) = (double(product(a, b)) + double(product(b, a))) / 2;
    return scatter;
}

/// Coordinates [n, axes] of the centred rows on `axes` [axes, d]; bad rows lie in the centre.
Matrix coordinatesOn(const CentredView& view, const Matrix& axes, Passes& passes) {
    Matrix coordinates(view.rows.rows(), axes.rows());
    std::vector<float> offset(axes.rows());
    for (std::size_t a = 0; a < axes.rows(); ++a) {
        double sum = 0;
        for (std::size_t c = 0; c < axes.cols(); ++c)
            sum += view.mean[c] * double(axes(a, c));
        offset[a] = static_cast<float>(sum);
    }
    view.forEachChunk(passes, [&](std::size_t begin, MatrixView chunk) {
        multiplyTransposed(chunk, axes.view(), coordinates.row(begin).data());
        for (std::size_t r = begin; r < begin + chunk.rows(); ++r)
            for (std::size_t a = 0; a < axes.rows(); ++a)
                coordinates(r, a) = view.isUsable(r) ? coordinates(r, a) - offset[a] : 0.0F;
    });
    return coordinates;
}

/// Adds scatter * axes^T [d, axes] of one view, given the coordinates of its rows.
void addScatterTimes(const CentredView& view, const Matrix& coordinates, MatrixD& result, Passes& passes) {
    std::vector<double> coordinateSum(coordinates.cols());
    view.forEachChunk(passes, [&](std::size_t begin, MatrixView chunk) {
        const MatrixView there(coordinates.row(begin).data(), chunk.rows(), coordinates.cols());
        const Matrix product = multiply(chunk, there, true, false); // [d, axes]
        for (std::size_t i = 0; i < product.size(); ++i)
            result.values()[i] += double(product.values()[i]);
        for (std::size_t r = 0; r < there.rows(); ++r)
            for (std::size_t a = 0; a < there.cols(); ++a)
                coordinateSum[a] += there(r, a);
    });
    for (std::size_t c = 0; c < result.rows(); ++c)
        for (std::size_t a = 0; a < result.cols(); ++a)
            result(c, a) -= view.mean[c] * coordinateSum[a];
}

Matrix toFloatRows(const MatrixD& rows) {
    Matrix result(rows.rows(), rows.cols());
    std::transform(rows.values().begin(), rows.values().end(), result.values().begin(),
                   [](double value) { return static_cast<float>(value); });
    return result;
}

/// One step of subspace iteration over all rows: sharpens axes that were found on a sample.
Matrix sharpened(const CentredView& images, const CentredView& sentences, const Matrix& axes,
                 Passes& passes) {
    MatrixD product(axes.cols(), axes.rows());
    addScatterTimes(images, coordinatesOn(images, axes, passes), product, passes);
    addScatterTimes(sentences, coordinatesOn(sentences, axes, passes), product, passes);
    orthonormaliseColumns(product);
    Matrix result(axes.rows(), axes.cols());
    for (std::size_t a = 0; a < axes.rows(); ++a)
        for (std::size_t c = 0; c < axes.cols(); ++c)
            result(a, c) = static_cast<float>(product(c, a));
    return result;
}

/// Both views on some axes.
struct Coordinates {
    Matrix images, sentences;
};

/// Turns coordinates on several axes to the two of largest variance among them, by all rows (Rayleigh-Ritz).
Coordinates onTwoLargest(const Coordinates& many, const Matrix& axes) {
    const std::size_t count = axes.rows();
    MatrixD scatter(count, count);
    for (const Matrix* coordinates : {&many.images, &many.sentences})
        for (std::size_t r = 0; r < coordinates->rows(); ++r)
            for (std::size_t a = 0; a < count; ++a)
                for (std::size_t b = 0; b <= a; ++b)
                    scatter(a, b) += double((*coordinates)(r, a)) * double((*coordinates)(r, b));
    for (std::size_t a = 0; a < count; ++a)
        for (std::size_t b = 0; b < a; ++b)
            scatter(b, a) = scatter(a, b);
    Matrix rotation = toFloatRows(symmetricEigen(scatter, std::min<std::size_t>(2, count)).vectors);
    // Signs follow the axes in the joint space, not chance: the largest entry is positive.
    const Matrix directions = multiply(rotation.view(), axes.view());
    for (std::size_t a = 0; a < rotation.rows(); ++a) {
        const std::span<const float> axis = directions.row(a);
        const float largest = *std::max_element(axis.begin(), axis.end(),
                                                [](float x, float y) { return std::abs(x) < std::abs(y); });
        if (largest < 0)
            for (float& value : rotation.row(a))
                value = -value;
    }
    const auto turned = [&](const Matrix& coordinates) {
        return coordinates.rows() == 0 ? Matrix(0, rotation.rows())
                                       : multiply(coordinates.view(), rotation.view(), false, true);
    };
    return {turned(many.images), turned(many.sentences)};
}

/// Sum of the squared lengths of the centred usable rows.
double centredEnergy(const CentredView& view) {
    double energy = view.squaredLengths;
    for (std::size_t c = 0; c < view.mean.size(); ++c)
        energy += view.mean[c] * (static_cast<double>(view.usableCount) * view.mean[c] - 2 * view.sum[c]);
    return energy;
}

double squaredNorm(const Matrix& matrix) {
    double sum = 0;
    for (const float value : matrix.values())
        sum += double(value) * double(value);
    return sum;
}

/// Two columns, whatever the number of axes; scaled.
Matrix asPlane(const Matrix& coordinates, double scale) {
    Matrix plane(coordinates.rows(), 2);
    for (std::size_t r = 0; r < coordinates.rows(); ++r)
        for (std::size_t a = 0; a < std::min<std::size_t>(2, coordinates.cols()); ++a)
            plane(r, a) = static_cast<float>(double(coordinates(r, a)) * scale);
    return plane;
}

} // namespace

std::string PcaProjector::key() const {
    return fmt::format(R"({{"method": "pca", "removeViewMeans": {}}})", m_removeViewMeans);
}

Projection PcaProjector::compute(MatrixView images, MatrixView sentences, const Projection*,
                                 const std::stop_token& stop, const ProgressSink& progress,
                                 const ProjectionSink&) const {
    // On few rows the sample is everything; on many its eight leading axes, sharpened over all rows, hold the
    // two wanted ones to float precision unless the spectrum is flat, where every pair of axes is as good.
    constexpr std::size_t kSampleRows = 2048;
    constexpr std::size_t kCandidateAxes = 8;
    constexpr std::size_t kSharpenings = 2;
    const std::size_t dimensions = images.rows() > 0 ? images.cols() : sentences.cols();
    const std::size_t rows = images.rows() + sentences.rows();
    const std::size_t sharpenings = rows > kSampleRows ? kSharpenings : 0;
    // Means, twice per sharpening, coordinates.
    Passes passes(rows * (2 + 2 * sharpenings), stop, progress);
    Projection projection;
    projection.images = Matrix(images.rows(), 2);
    projection.sentences = Matrix(sentences.rows(), 2);
    CentredView imageView = prepare(images, dimensions, passes);
    CentredView sentenceView = prepare(sentences, dimensions, passes);
    const std::size_t usable = imageView.usableCount + sentenceView.usableCount;
    if (dimensions == 0 || usable == 0) {
        passes.finish();
        return projection;
    }
    for (std::size_t c = 0; c < dimensions; ++c) {
        const double common = (imageView.sum[c] + sentenceView.sum[c]) / static_cast<double>(usable);
        for (CentredView* view : {&imageView, &sentenceView})
            view->mean[c] =
                m_removeViewMeans
                    ? view->sum[c] / static_cast<double>(std::max<std::size_t>(1, view->usableCount))
                    : common;
    }
    const MatrixD scatter = sampledScatter({&imageView, &sentenceView}, dimensions, kSampleRows);
    throwIfStopped(stop);
    Matrix axes = toFloatRows(symmetricEigen(scatter, std::min(kCandidateAxes, dimensions)).vectors);
    for (std::size_t i = 0; i < sharpenings; ++i)
        axes = sharpened(imageView, sentenceView, axes, passes);
    const Coordinates plane = onTwoLargest(
        {coordinatesOn(imageView, axes, passes), coordinatesOn(sentenceView, axes, passes)}, axes);
    throwIfStopped(stop);
    const double kept = squaredNorm(plane.images) + squaredNorm(plane.sentences);
    const double energy = centredEnergy(imageView) + centredEnergy(sentenceView);
    // What is left of equal rows after centring is rounding: no picture, but dust.
    if (!(kept > 1e-12 * static_cast<double>(usable)) || !(energy > 0))
        return projection;
    projection.explained = std::min(1.0, kept / energy);
    const double scale = std::sqrt(static_cast<double>(usable) / kept);
    projection.images = asPlane(plane.images, scale);
    projection.sentences = asPlane(plane.sentences, scale);
    return projection;
}

} // namespace crossview
