#include "projection/pca_projection.h"

#include "common/error.h"
#include "common/linear_algebra.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <span>
#include <vector>

namespace crossview {

namespace {

/// One view with what is needed to centre it: rows that hold NaN are left out of everything.
struct CentredView {
    Matrix cleaned; ///< a copy with bad rows at zero; empty when there are none
    MatrixView rows;
    std::vector<bool> usable; ///< empty when all are
    std::size_t usableCount = 0;
    std::vector<double> sum;  ///< [d] over usable rows
    std::vector<double> mean; ///< [d] what is subtracted

    bool isUsable(std::size_t row) const { return usable.empty() || usable[row]; }
};

bool isFinite(std::span<const float> row) {
    float probe = 0; // x * 0 is NaN for NaN and infinity alike, and the loop vectorises
    for (const float value : row)
        probe += value * 0.0F;
    return probe == 0;
}

CentredView prepare(MatrixView view, std::size_t dimensions) {
    CentredView result;
    result.rows = view;
    result.sum.assign(dimensions, 0);
    result.mean.assign(dimensions, 0);
    for (std::size_t r = 0; r < view.rows(); ++r) {
        if (!isFinite(view.row(r))) {
            if (result.usable.empty())
                result.usable.assign(view.rows(), true);
            result.usable[r] = false;
            continue;
        }
        ++result.usableCount;
        const float* values = view.data() + r * dimensions;
        for (std::size_t c = 0; c < dimensions; ++c)
            result.sum[c] += values[c];
    }
    if (!result.usable.empty()) {
        result.cleaned = Matrix(view.rows(), dimensions);
        for (std::size_t r = 0; r < view.rows(); ++r)
            if (result.usable[r])
                std::copy_n(view.row(r).begin(), dimensions, result.cleaned.row(r).begin());
        result.rows = result.cleaned.view();
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
Matrix project(const CentredView& view, const Matrix& axes) {
    if (view.rows.rows() == 0)
        return Matrix(0, axes.rows());
    Matrix coordinates = multiply(view.rows, axes.view(), false, true);
    std::vector<float> offset(axes.rows());
    for (std::size_t a = 0; a < axes.rows(); ++a) {
        double sum = 0;
        for (std::size_t c = 0; c < axes.cols(); ++c)
            sum += view.mean[c] * double(axes(a, c));
        offset[a] = static_cast<float>(sum);
    }
    for (std::size_t r = 0; r < coordinates.rows(); ++r)
        for (std::size_t a = 0; a < axes.rows(); ++a)
            coordinates(r, a) = view.isUsable(r) ? coordinates(r, a) - offset[a] : 0.0F;
    return coordinates;
}

/// Adds scatter * axes^T [d, axes] of one view, given the coordinates of its rows.
void addScatterTimes(const CentredView& view, const Matrix& coordinates, MatrixD& result) {
    if (view.rows.rows() == 0)
        return;
    const Matrix product = multiply(view.rows, coordinates.view(), true, false); // [d, axes]
    std::vector<double> coordinateSum(coordinates.cols());
    for (std::size_t r = 0; r < coordinates.rows(); ++r)
        for (std::size_t a = 0; a < coordinates.cols(); ++a)
            coordinateSum[a] += coordinates(r, a);
    for (std::size_t c = 0; c < result.rows(); ++c)
        for (std::size_t a = 0; a < result.cols(); ++a)
            result(c, a) += double(product(c, a)) - view.mean[c] * coordinateSum[a];
}

Matrix toFloatRows(const MatrixD& rows) {
    Matrix result(rows.rows(), rows.cols());
    std::transform(rows.values().begin(), rows.values().end(), result.values().begin(),
                   [](double value) { return static_cast<float>(value); });
    return result;
}

/// One step of subspace iteration over all rows: sharpens axes that were found on a sample.
Matrix sharpened(const CentredView& images, const CentredView& sentences, const Matrix& axes) {
    MatrixD product(axes.cols(), axes.rows());
    addScatterTimes(images, project(images, axes), product);
    addScatterTimes(sentences, project(sentences, axes), product);
    orthonormaliseColumns(product);
    Matrix result(axes.rows(), axes.cols());
    for (std::size_t a = 0; a < axes.rows(); ++a)
        for (std::size_t c = 0; c < axes.cols(); ++c)
            result(a, c) = static_cast<float>(product(c, a));
    return result;
}

/// The two directions of largest variance within the span of `axes`, by all rows (Rayleigh-Ritz).
Matrix twoLargest(const CentredView& images, const CentredView& sentences, const Matrix& axes) {
    MatrixD scatter(axes.rows(), axes.rows());
    for (const CentredView* view : {&images, &sentences}) {
        const Matrix coordinates = project(*view, axes);
        for (std::size_t r = 0; r < coordinates.rows(); ++r)
            for (std::size_t a = 0; a < axes.rows(); ++a)
                for (std::size_t b = 0; b <= a; ++b)
                    scatter(a, b) += double(coordinates(r, a)) * double(coordinates(r, b));
    }
    for (std::size_t a = 0; a < axes.rows(); ++a)
        for (std::size_t b = 0; b < a; ++b)
            scatter(b, a) = scatter(a, b);
    const SymmetricEigen eigen = symmetricEigen(scatter, std::min<std::size_t>(2, axes.rows()));
    const Matrix rotation = toFloatRows(eigen.vectors);
    Matrix result = multiply(rotation.view(), axes.view(), false, false);
    // Signs follow the axes themselves, not the order of rows: the largest entry is positive.
    for (std::size_t a = 0; a < result.rows(); ++a) {
        const std::span<float> axis = result.row(a);
        const float largest = *std::max_element(axis.begin(), axis.end(),
                                                [](float x, float y) { return std::abs(x) < std::abs(y); });
        if (largest < 0)
            std::transform(axis.begin(), axis.end(), axis.begin(), [](float value) { return -value; });
    }
    return result;
}

/// Sum of the squared lengths of the centred usable rows.
double centredEnergy(const CentredView& view) {
    double energy = 0;
    for (std::size_t r = 0; r < view.rows.rows(); ++r) {
        if (!view.isUsable(r))
            continue;
        const std::span<const float> row = view.rows.row(r);
        double part[4] = {0, 0, 0, 0};
        for (std::size_t c = 0; c < row.size(); ++c) {
            const double difference = double(row[c]) - view.mean[c];
            part[c % 4] += difference * difference;
        }
        energy += part[0] + part[1] + part[2] + part[3];
    }
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

Projection projectPca(MatrixView images, MatrixView sentences, const ProjectionOptions& options) {
    // On few rows the sample is everything; on many its ten leading axes, sharpened over all rows, hold the
    // two wanted ones to float precision unless the spectrum is flat, where every pair of axes is as good.
    constexpr std::size_t kSampleRows = 4096;
    constexpr std::size_t kCandidateAxes = 10;
    constexpr int kSharpenings = 3;
    if (images.rows() > 0 && sentences.rows() > 0 && images.cols() != sentences.cols())
        throw Error(fmt::format("A map needs both views in one space, but images have {} dimensions and "
                                "sentences {}.",
                                images.cols(), sentences.cols()));
    const std::size_t dimensions = images.rows() > 0 ? images.cols() : sentences.cols();
    Projection projection;
    projection.images = Matrix(images.rows(), 2);
    projection.sentences = Matrix(sentences.rows(), 2);
    CentredView imageView = prepare(images, dimensions);
    CentredView sentenceView = prepare(sentences, dimensions);
    const std::size_t usable = imageView.usableCount + sentenceView.usableCount;
    if (dimensions == 0 || usable == 0)
        return projection;
    for (std::size_t c = 0; c < dimensions; ++c) {
        const double common = (imageView.sum[c] + sentenceView.sum[c]) / static_cast<double>(usable);
        for (CentredView* view : {&imageView, &sentenceView})
            view->mean[c] =
                options.removeViewMeans
                    ? view->sum[c] / static_cast<double>(std::max<std::size_t>(1, view->usableCount))
                    : common;
    }
    const MatrixD scatter = sampledScatter({&imageView, &sentenceView}, dimensions, kSampleRows);
    Matrix axes = toFloatRows(symmetricEigen(scatter, std::min(kCandidateAxes, dimensions)).vectors);
    if (images.rows() + sentences.rows() > kSampleRows)
        for (int i = 0; i < kSharpenings; ++i)
            axes = sharpened(imageView, sentenceView, axes);
    axes = twoLargest(imageView, sentenceView, axes);

    const Matrix imagePlane = project(imageView, axes);
    const Matrix sentencePlane = project(sentenceView, axes);
    const double kept = squaredNorm(imagePlane) + squaredNorm(sentencePlane);
    const double energy = centredEnergy(imageView) + centredEnergy(sentenceView);
    // What is left of equal rows after centring is rounding: no picture, but dust.
    if (!(kept > 1e-12 * static_cast<double>(usable)) || !(energy > 0))
        return projection;
    projection.explained = std::min(1.0, kept / energy);
    const double scale = std::sqrt(static_cast<double>(usable) / kept);
    projection.images = asPlane(imagePlane, scale);
    projection.sentences = asPlane(sentencePlane, scale);
    return projection;
}

void alignTo(const Projection& previous, Projection& current) {
    if (previous.images.rows() != current.images.rows() ||
        previous.sentences.rows() != current.sentences.rows())
        throw Error(fmt::format("Two maps can be aligned only when they show the same items, but one has {} "
                                "images and {} sentences, the other {} and {}.",
                                previous.images.rows(), previous.sentences.rows(), current.images.rows(),
                                current.sentences.rows()));
    // h = sum over points of current^T previous; the best orthogonal 2x2 matrix maximises trace(R^T h), and
    // in the plane both kinds, rotation and mirror, have a closed form.
    double h[2][2] = {{0, 0}, {0, 0}};
    const std::array<std::pair<const Matrix*, Matrix*>, 2> views = {
        std::pair{&previous.images, &current.images}, std::pair{&previous.sentences, &current.sentences}};
    for (const auto& [before, now] : views)
        for (std::size_t r = 0; r < now->rows(); ++r) {
            if (!isFinite(before->row(r)) || !isFinite(now->row(r)))
                continue;
            for (std::size_t a = 0; a < 2; ++a)
                for (std::size_t b = 0; b < 2; ++b)
                    h[a][b] += double((*now)(r, a)) * double((*before)(r, b));
        }
    const double turn = std::hypot(h[0][0] + h[1][1], h[0][1] - h[1][0]);
    const double mirror = std::hypot(h[0][0] - h[1][1], h[0][1] + h[1][0]);
    const double length = std::max(turn, mirror);
    if (!(length > 0) || std::isinf(length))
        return;
    const bool rotates = turn >= mirror;
    const double cosine = (rotates ? h[0][0] + h[1][1] : h[0][0] - h[1][1]) / length;
    const double sine = (rotates ? h[0][1] - h[1][0] : h[0][1] + h[1][0]) / length;
    for (Matrix* view : {&current.images, &current.sentences})
        for (std::size_t r = 0; r < view->rows(); ++r) {
            const double x = (*view)(r, 0);
            const double y = (*view)(r, 1);
            // [x y] R with R = [c s; -s c] (rotation) or [c s; s -c] (mirror).
            (*view)(r, 0) = static_cast<float>(rotates ? cosine * x - sine * y : cosine * x + sine * y);
            (*view)(r, 1) = static_cast<float>(rotates ? sine * x + cosine * y : sine * x - cosine * y);
        }
}

} // namespace crossview
