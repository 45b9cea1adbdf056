#include "projection/pca_projection.h"

#include "common/decompositions.h"
#include "common/linear_algebra.h"
#include "projection/centred_views.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <initializer_list>
#include <span>
#include <vector>

namespace crossview {
namespace {

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
    const std::size_t rows = images.rows() + sentences.rows();
    const std::size_t sharpenings = rows > kSampleRows ? kSharpenings : 0;
    // Means, twice per sharpening, coordinates.
    Passes passes("Laying out the map", rows * (2 + 2 * sharpenings), stop, progress);
    Projection projection;
    projection.images = Matrix(images.rows(), 2);
    projection.sentences = Matrix(sentences.rows(), 2);
    const CentredViews views = centre(images, sentences, m_removeViewMeans, passes);
    const CentredView& imageView = views.images;
    const CentredView& sentenceView = views.sentences;
    const std::size_t dimensions = views.dimensions;
    const std::size_t usable = views.usableCount();
    if (dimensions == 0 || usable == 0) {
        passes.finish();
        return projection;
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
