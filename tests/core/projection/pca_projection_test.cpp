#include "projection/pca_projection.h"

#include "clouds.h"
#include "common/error.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace crossview {
namespace {

/// Largest two eigenvalues and the trace of the scatter of both views in float64, by power iteration with
/// deflation: another way than the one under test.
struct Reference {
    std::vector<double> first, second;
    double explained = 0;
};

std::vector<std::vector<double>> centred(const Matrix& a, const Matrix& b, bool perView) {
    std::vector<std::vector<double>> rows;
    const std::size_t d = a.cols();
    const auto append = [&](const Matrix& m) {
        for (std::size_t r = 0; r < m.rows(); ++r)
            rows.emplace_back(m.row(r).begin(), m.row(r).end());
    };
    append(a);
    append(b);
    const auto subtractMean = [&](std::size_t begin, std::size_t end) {
        for (std::size_t c = 0; c < d; ++c) {
            double mean = 0;
            for (std::size_t r = begin; r < end; ++r)
                mean += rows[r][c] / double(end - begin);
            for (std::size_t r = begin; r < end; ++r)
                rows[r][c] -= mean;
        }
    };
    if (perView) {
        subtractMean(0, a.rows());
        subtractMean(a.rows(), rows.size());
    } else {
        subtractMean(0, rows.size());
    }
    return rows;
}

Reference reference(const std::vector<std::vector<double>>& rows) {
    const std::size_t d = rows.front().size();
    MatrixD scatter(d, d);
    for (const auto& row : rows)
        for (std::size_t a = 0; a < d; ++a)
            for (std::size_t b = 0; b < d; ++b)
                scatter(a, b) += row[a] * row[b];
    double trace = 0;
    for (std::size_t a = 0; a < d; ++a)
        trace += scatter(a, a);
    double kept = 0;
    const auto leading = [&] {
        std::vector<double> v(d);
        for (std::size_t a = 0; a < d; ++a)
            v[a] = std::sin(double(a) + 1);
        double value = 0;
        for (int i = 0; i < 3000; ++i) {
            std::vector<double> next(d, 0);
            for (std::size_t a = 0; a < d; ++a)
                for (std::size_t b = 0; b < d; ++b)
                    next[a] += scatter(a, b) * v[b];
            double length = 0;
            for (const double x : next)
                length += x * x;
            value = std::sqrt(length);
            for (std::size_t a = 0; a < d; ++a)
                v[a] = next[a] / value;
        }
        for (std::size_t a = 0; a < d; ++a)
            for (std::size_t b = 0; b < d; ++b)
                scatter(a, b) -= value * v[a] * v[b];
        kept += value;
        return v;
    };
    Reference result;
    result.first = leading();
    result.second = leading();
    result.explained = kept / trace;
    return result;
}

/// Compares up to the sign of each axis.
void expectSamePlane(const Projection& projection, const std::vector<std::vector<double>>& rows,
                     const Reference& expected, double tolerance) {
    std::vector<std::array<double, 2>> coordinates;
    double energy = 0;
    for (const auto& row : rows) {
        std::array<double, 2> point{};
        for (std::size_t c = 0; c < row.size(); ++c) {
            point[0] += row[c] * expected.first[c];
            point[1] += row[c] * expected.second[c];
        }
        energy += point[0] * point[0] + point[1] * point[1];
        coordinates.push_back(point);
    }
    const double scale = std::sqrt(double(rows.size()) / energy);
    for (std::size_t axis = 0; axis < 2; ++axis) {
        double same = 0;
        double mirrored = 0;
        for (std::size_t r = 0; r < rows.size(); ++r) {
            const bool image = r < projection.images.rows();
            const float actual =
                image ? projection.images(r, axis) : projection.sentences(r - projection.images.rows(), axis);
            same = std::max(same, std::abs(actual - scale * coordinates[r][axis]));
            mirrored = std::max(mirrored, std::abs(actual + scale * coordinates[r][axis]));
        }
        EXPECT_LT(std::min(same, mirrored), tolerance) << "axis " << axis;
    }
    EXPECT_NEAR(projection.explained, expected.explained, 1e-4);
}

TEST(PcaProjection, AgreesWithPowerIterationInFloat64) {
    const Matrix images = cloud(120, 24, 0.7, 1, 0.4F);
    const Matrix sentences = cloud(300, 24, 0.7, 2, -0.3F);
    for (const bool removeViewMeans : {true, false}) {
        const auto rows = centred(images, sentences, removeViewMeans);
        const Projection projection = projectPca(images, sentences, removeViewMeans);
        expectSamePlane(projection, rows, reference(rows), 1e-3);
        EXPECT_NEAR(rmsRadius(projection), 1, 1e-5);
    }
}

TEST(PcaProjection, SharpensSampledAxesOverAllRows) {
    const Matrix images = cloud(4000, 20, 0.8, 3, 0.1F);
    const Matrix sentences = cloud(9000, 20, 0.8, 4, -0.1F);
    const auto rows = centred(images, sentences, true);
    expectSamePlane(projectPca(images, sentences), rows, reference(rows), 3e-3);
}

TEST(PcaProjection, RemovesTheGapBetweenTheViewsWhenAsked) {
    const Matrix images = cloud(200, 8, 0.6, 5, 3.0F);
    const Matrix sentences = cloud(200, 8, 0.6, 6, -3.0F);
    const auto gap = [](const Projection& projection) {
        double x = 0;
        double y = 0;
        for (std::size_t r = 0; r < 200; ++r) {
            x += (double(projection.images(r, 0)) - double(projection.sentences(r, 0))) / 200;
            y += (double(projection.images(r, 1)) - double(projection.sentences(r, 1))) / 200;
        }
        return std::hypot(x, y);
    };
    EXPECT_LT(gap(projectPca(images, sentences, true)), 1e-4);
    EXPECT_GT(gap(projectPca(images, sentences, false)), 1.5);
}

TEST(PcaProjection, LeavesRowsOfNaNInTheCentreAndTheOthersWhereTheyWere) {
    Matrix images = cloud(50, 6, 0.5, 7, 0);
    const Matrix sentences = cloud(60, 6, 0.5, 8, 0);
    Matrix without(49, 6);
    for (std::size_t r = 0; r < 49; ++r)
        std::copy(images.row(r).begin(), images.row(r).end(), without.row(r).begin());
    images(49, 3) = std::numeric_limits<float>::quiet_NaN();
    const Projection projection = projectPca(images, sentences);
    const Projection expected = projectPca(without, sentences);
    EXPECT_EQ(projection.images(49, 0), 0.0F);
    EXPECT_EQ(projection.images(49, 1), 0.0F);
    for (std::size_t r = 0; r < 49; ++r)
        for (std::size_t a = 0; a < 2; ++a)
            EXPECT_NEAR(projection.images(r, a), expected.images(r, a), 1e-4);
    EXPECT_NEAR(projection.explained, expected.explained, 1e-6);
}

TEST(PcaProjection, KeepsQuietOnNothingEqualRowsAndOneDimension) {
    EXPECT_EQ(projectPca(Matrix(), Matrix()).images.rows(), 0U);
    Matrix equal(5, 3);
    for (float& value : equal.values())
        value = 0.57F;
    const Projection collapsed = projectPca(equal, equal);
    ASSERT_EQ(collapsed.sentences.rows(), 5U);
    for (const float value : collapsed.images.values())
        EXPECT_EQ(value, 0.0F);
    EXPECT_EQ(collapsed.explained, 0);
    const Projection line = projectPca(cloud(9, 1, 1, 9, 0), Matrix());
    EXPECT_NEAR(rmsRadius(line), 1, 1e-5);
    EXPECT_EQ(line.images(3, 1), 0.0F);
    Matrix bad(3, 2);
    for (float& value : bad.values())
        value = std::numeric_limits<float>::quiet_NaN();
    EXPECT_EQ(projectPca(bad, bad).images(2, 1), 0.0F);
}

TEST(PcaProjection, RefusesViewsOfDifferentWidth) {
    EXPECT_THROW(projectPca(Matrix(2, 3), Matrix(2, 4)), Error);
}

} // namespace
} // namespace crossview
