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
    double squaredLengths = 0; ///< of all usable rows, not centred
    std::vector<double> sum;   ///< [d] over usable rows
    std::vector<double> mean;  ///< [d] what is subtracted

    bool isUsable(std::size_t row) const { return usable.empty() || usable[row]; }
};

bool isFinite(std::span<const float> row) {
    float probe = 0; // x * 0 is NaN for NaN and infinity alike, and the loop vectorises
    for (const float value : row)
        probe += value * 0.0F;
    return probe == 0;
}

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

CentredView prepare(MatrixView view, std::size_t dimensions) {
    constexpr std::size_t kChunk = 64; // rows that are summed in float32 before they go to float64
    CentredView result;
    result.rows = view;
    result.sum.assign(dimensions, 0);
    result.mean.assign(dimensions, 0);
    std::vector<float> partial(dimensions);
    for (std::size_t begin = 0; begin < view.rows(); begin += kChunk) {
        std::fill(partial.begin(), partial.end(), 0.0F);
        for (std::size_t r = begin; r < std::min(begin + kChunk, view.rows()); ++r) {
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

Projection projectPca(MatrixView images, MatrixView sentences, const ProjectionOptions& options) {
    // On few rows the sample is everything; on many its eight leading axes, sharpened over all rows, hold the
    // two wanted ones to float precision unless the spectrum is flat, where every pair of axes is as good.
    constexpr std::size_t kSampleRows = 2048;
    constexpr std::size_t kCandidateAxes = 8;
    constexpr int kSharpenings = 2;
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
    const Coordinates plane = onTwoLargest({project(imageView, axes), project(sentenceView, axes)}, axes);
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
