#include "features/fisher/mixture_fit.h"

#include "common/seeded_random.h"
#include "common/threads.h"
#include "common/wide.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <stdexcept>

namespace crossview {
namespace {

constexpr std::size_t kPointsAtOnce = 256; // some ms: a stop is heard between them
constexpr double kNoWeight = 1e-9;         // points: a centre with fewer is not moved

/// All values of one dimension, in the order of the points and sorted.
struct Column {
    std::vector<float> values;       // [N]
    std::vector<std::int32_t> order; // [N] points by ascending value
};

Column columnOf(MatrixView points, std::size_t dimension) {
    Column column;
    column.values.resize(points.rows());
    for (std::size_t t = 0; t < points.rows(); ++t)
        column.values[t] = points(t, dimension);
    column.order.resize(points.rows());
    std::iota(column.order.begin(), column.order.end(), 0);
    std::ranges::sort(column.order, [&](std::int32_t a, std::int32_t b) {
        const float left = column.values[static_cast<std::size_t>(a)];
        const float right = column.values[static_cast<std::size_t>(b)];
        return left != right ? left < right : a < b;
    });
    return column;
}

/// What maximisation finds for one dimension of every centre [K].
struct Moments {
    explicit Moments(std::size_t centres)
        : mean(centres), variance(centres), median(centres), deviation(centres) {}
    std::vector<double> mean, variance, median, deviation;
};

CROSSVIEW_WIDE void addScaled(double by, const double* from, double* to, std::size_t count) {
    for (std::size_t k = 0; k < count; ++k)
        to[k] += by * from[k];
}

/// Adds weight * (value - mean)^2 and weight * |value - median| of every centre.
CROSSVIEW_WIDE void addSpread(double value, const double* weights, const double* mean, const double* median,
                              double* variance, double* deviation, std::size_t count) {
    for (std::size_t k = 0; k < count; ++k) {
        const double off = value - mean[k];
        variance[k] += weights[k] * off * off;
        deviation[k] += weights[k] * std::abs(value - median[k]);
    }
}

/// Weighted moments of a column; `weights` [N, K], their sums `total` [K].
Moments momentsOf(const Column& column, const MatrixD& weights, const std::vector<double>& total,
                  bool withMedian) {
    const std::size_t centres = weights.cols();
    Moments moments(centres);
    for (std::size_t t = 0; t < column.values.size(); ++t)
        addScaled(double{column.values[t]}, weights.row(t).data(), moments.mean.data(), centres);
    for (std::size_t k = 0; k < centres; ++k)
        moments.mean[k] /= std::max(total[k], kNoWeight);
    if (withMedian) {
        std::vector<double> below(centres);
        std::vector<std::uint8_t> found(centres);
        std::size_t open = centres;
        for (std::size_t i = 0; i < column.order.size() && open > 0; ++i) {
            const auto point = static_cast<std::size_t>(column.order[i]);
            addScaled(1, weights.row(point).data(), below.data(), centres);
            for (std::size_t k = 0; k < centres; ++k)
                if (found[k] == 0 && 2 * below[k] >= total[k]) {
                    found[k] = 1;
                    --open;
                    moments.median[k] = double{column.values[point]};
                }
        }
    }
    for (std::size_t t = 0; t < column.values.size(); ++t)
        addSpread(double{column.values[t]}, weights.row(t).data(), moments.mean.data(), moments.median.data(),
                  moments.variance.data(), moments.deviation.data(), centres);
    for (std::size_t k = 0; k < centres; ++k) {
        moments.variance[k] /= std::max(total[k], kNoWeight);
        moments.deviation[k] /= std::max(total[k], kNoWeight);
    }
    return moments;
}

/// Expectation and maximisation, with what they keep between iterations.
class Fitting {
public:
    Fitting(MatrixView points, const MixtureFit& how, const std::stop_token& stop)
        : m_points(points), m_how(how), m_workers(stop), m_columns(points.cols()),
          m_weights(points.rows(), std::min(how.centres, points.rows())) {
        m_workers.forEach(points.cols(), [&](std::size_t d) { m_columns[d] = columnOf(points, d); });
    }

    MixtureParameters start() {
        const std::size_t centres = m_weights.cols();
        MixtureParameters begin{std::vector<double>(centres, 1 / static_cast<double>(centres)),
                                MatrixD(centres, m_points.cols()), MatrixD(centres, m_points.cols()),
                                std::vector<std::uint8_t>(centres * m_points.cols())};
        SeededRandom random(m_how.seed);
        std::vector<std::size_t> drawn(m_points.rows());
        std::iota(drawn.begin(), drawn.end(), std::size_t{0});
        random.shuffle(drawn);
        if (m_how.kind == MixtureKind::hybrid)
            for (std::uint8_t& laplacian : begin.laplacian)
                laplacian = static_cast<std::uint8_t>(random.below(2));
        const MatrixD one(m_points.rows(), 1, std::vector<double>(m_points.rows(), 1));
        const std::vector<double> all{static_cast<double>(m_points.rows())};
        m_workers.forEach(m_points.cols(), [&](std::size_t d) {
            const Moments moments = momentsOf(m_columns[d], one, all, true);
            for (std::size_t k = 0; k < centres; ++k) {
                begin.location(k, d) = double{m_points(drawn[k], d)};
                begin.scale(k, d) =
                    floored(begin.laplacian[k * m_points.cols() + d] != 0 ? moments.deviation[0]
                                                                          : moments.variance[0]);
            }
        });
        return begin;
    }

    void expect(const Mixture& mixture) {
        const std::size_t parts = (m_points.rows() + kPointsAtOnce - 1) / kPointsAtOnce;
        m_workers.forEach(parts, [&](std::size_t part) {
            std::vector<double> point(m_points.cols());
            const std::size_t end = std::min((part + 1) * kPointsAtOnce, m_points.rows());
            for (std::size_t t = part * kPointsAtOnce; t < end; ++t) {
                std::ranges::copy(m_points.row(t), point.begin());
                mixture.posteriors(point, m_weights.row(t));
            }
        });
    }

    void maximise(MixtureParameters& parameters) {
        const std::size_t centres = m_weights.cols();
        std::vector<double> total(centres);
        for (std::size_t t = 0; t < m_points.rows(); ++t)
            addScaled(1, m_weights.row(t).data(), total.data(), centres);
        for (std::size_t k = 0; k < centres; ++k)
            parameters.prior[k] = total[k] / static_cast<double>(m_points.rows());
        const bool hybrid = m_how.kind == MixtureKind::hybrid;
        m_workers.forEach(m_points.cols(), [&](std::size_t d) {
            const Moments moments = momentsOf(m_columns[d], m_weights, total, hybrid);
            for (std::size_t k = 0; k < centres; ++k) {
                if (total[k] < kNoWeight)
                    continue;
                const double deviation = floored(moments.deviation[k]);
                const double variance = floored(moments.variance[k]);
                // Mean logarithms of the two densities, with the floors.
                const double laplace = -std::log(2 * deviation) - moments.deviation[k] / deviation;
                const double gauss =
                    -0.5 * std::log(2 * std::numbers::pi * variance) - 0.5 * moments.variance[k] / variance;
                const bool isLaplacian = hybrid && laplace > gauss;
                parameters.laplacian[k * m_points.cols() + d] = isLaplacian ? 1 : 0;
                parameters.location(k, d) = isLaplacian ? moments.median[k] : moments.mean[k];
                parameters.scale(k, d) = isLaplacian ? deviation : variance;
            }
        });
    }

private:
    double floored(double scale) const { return std::max(scale, m_how.smallestScale); }

    MatrixView m_points;
    const MixtureFit& m_how;
    Workers m_workers;
    std::vector<Column> m_columns;
    MatrixD m_weights; // [N, K] share of each point that belongs to each centre
};

} // namespace

Mixture fitMixture(MatrixView points, const MixtureFit& how, const std::stop_token& stop,
                   const ProgressSink& progress) {
    if (points.empty() || how.centres == 0)
        throw std::invalid_argument("fitMixture needs points and centres");
    const auto done = [&](std::size_t iterations) {
        report(progress, {"Fitting the mixture of word vectors", iterations, how.iterations, {}});
    };
    done(0);
    Fitting fitting(points, how, stop);
    MixtureParameters parameters = fitting.start();
    for (std::size_t iteration = 0; iteration < how.iterations; ++iteration) {
        fitting.expect(Mixture(parameters));
        fitting.maximise(parameters);
        done(iteration + 1);
    }
    return Mixture(std::move(parameters));
}

} // namespace crossview
