#include "features/components/fast_ica.h"

#include "common/decompositions.h"
#include "common/linear_algebra.h"
#include "common/seeded_random.h"
#include "common/threads.h"
#include "common/wide.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace crossview {
namespace {

constexpr double kTolerance = 1e-4;
constexpr std::size_t kIterations = 1000;
constexpr double kRankTolerance = 1e-7;   // of the largest variance: below it there is only rounding
constexpr std::size_t kRowsAtOnce = 2048; // parts whose sums are added in their order: equal bits

CROSSVIEW_WIDE double product(const double* a, const double* b, std::size_t count) {
    constexpr std::size_t kLanes = 8;
    double sums[kLanes] = {};
    std::size_t i = 0;
    for (; i + kLanes <= count; i += kLanes)
        for (std::size_t lane = 0; lane < kLanes; ++lane)
            sums[lane] += a[i + lane] * b[i + lane];
    double sum = 0;
    for (; i < count; ++i)
        sum += a[i] * b[i];
    for (const double lane : sums)
        sum += lane;
    return sum;
}

CROSSVIEW_WIDE void addScaled(double by, const double* from, double* to, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
        to[i] += by * from[i];
}

MatrixD centred(MatrixView rows) {
    std::vector<double> mean(rows.cols());
    for (std::size_t r = 0; r < rows.rows(); ++r)
        for (std::size_t c = 0; c < rows.cols(); ++c)
            mean[c] += double{rows(r, c)} / static_cast<double>(rows.rows());
    MatrixD out(rows.rows(), rows.cols());
    for (std::size_t r = 0; r < rows.rows(); ++r)
        for (std::size_t c = 0; c < rows.cols(); ++c)
            out(r, c) = double{rows(r, c)} - mean[c];
    return out;
}

MatrixViewD part(const MatrixD& matrix, std::size_t first) {
    return {matrix.data() + first * matrix.cols(), std::min(kRowsAtOnce, matrix.rows() - first),
            matrix.cols()};
}

/// Whitening matrix [k, d]: eigenvectors of the covariance, divided by the deviations along them.
MatrixD whitening(const MatrixD& rows, std::size_t most, const std::stop_token& stop) {
    MatrixD covariance(rows.cols(), rows.cols());
    for (std::size_t first = 0; first < rows.rows(); first += kRowsAtOnce) {
        throwIfStopped(stop);
        const MatrixD sum = multiply(part(rows, first), part(rows, first), true, false);
        for (std::size_t i = 0; i < sum.size(); ++i)
            covariance.values()[i] += sum.values()[i] / static_cast<double>(rows.rows());
    }
    SymmetricEigen eigen = symmetricEigen(covariance, std::min(most, rows.cols()));
    std::size_t rank = 0;
    while (rank < eigen.values.size() && eigen.values[rank] > kRankTolerance * eigen.values[0])
        ++rank;
    MatrixD white(rank, rows.cols());
    for (std::size_t k = 0; k < rank; ++k)
        addScaled(1 / std::sqrt(eigen.values[k]), eigen.vectors.row(k).data(), white.row(k).data(),
                  rows.cols());
    return white;
}

/// The fixed-point iteration on white rows [n, k].
class Deflation {
public:
    Deflation(const MatrixD& white, const std::stop_token& stop)
        : m_white(white), m_workers(stop), m_found(white.cols(), white.cols()),
          m_sums((white.rows() + kRowsAtOnce - 1) / kRowsAtOnce, white.cols()) {}

    /// The next direction [k], orthogonal to those before it.
    void findNext(SeededRandom& random) {
        std::vector<double> direction(m_white.cols());
        for (double& value : direction)
            value = random.uniform() - 0.5;
        makeOrthogonal(direction);
        std::vector<double> before;
        for (std::size_t iteration = 0; iteration < kIterations; ++iteration) {
            before = direction;
            step(direction);
            makeOrthogonal(direction);
            double along = 0, against = 0; // squared lengths of the difference and of the sum
            for (std::size_t c = 0; c < direction.size(); ++c) {
                along += (direction[c] - before[c]) * (direction[c] - before[c]);
                against += (direction[c] + before[c]) * (direction[c] + before[c]);
            }
            if (std::min(along, against) < kTolerance * kTolerance)
                break;
        }
        std::ranges::copy(direction, m_found.row(m_count++).begin());
    }
    /// The directions found [k, k].
    const MatrixD& found() const { return m_found; }

private:
    /// w <- E[z (w z)^3] - 3 w.
    void step(std::vector<double>& direction) {
        const std::size_t width = direction.size();
        m_workers.forEach(m_sums.rows(), [&](std::size_t p) {
            const auto sum = m_sums.row(p);
            std::ranges::fill(sum, 0.0);
            const std::size_t end = std::min((p + 1) * kRowsAtOnce, m_white.rows());
            for (std::size_t r = p * kRowsAtOnce; r < end; ++r) {
                const double u = product(m_white.row(r).data(), direction.data(), width);
                addScaled(u * u * u, m_white.row(r).data(), sum.data(), width);
            }
        });
        for (double& value : direction)
            value *= -3;
        for (std::size_t p = 0; p < m_sums.rows(); ++p)
            addScaled(1 / static_cast<double>(m_white.rows()), m_sums.row(p).data(), direction.data(), width);
    }
    void makeOrthogonal(std::vector<double>& direction) const {
        for (int round = 0; round < 2; ++round) // the second takes away what rounding left in the first
            for (std::size_t k = 0; k < m_count; ++k)
                addScaled(-product(m_found.row(k).data(), direction.data(), direction.size()),
                          m_found.row(k).data(), direction.data(), direction.size());
        const double length = std::sqrt(product(direction.data(), direction.data(), direction.size()));
        for (double& value : direction)
            value /= length > 0 ? length : 1;
    }

    const MatrixD& m_white;
    Workers m_workers;
    MatrixD m_found;
    MatrixD m_sums; // [parts, k]
    std::size_t m_count = 0;
};

} // namespace

MatrixD fastIca(MatrixView rows, std::size_t most, std::uint64_t seed, const std::stop_token& stop,
                const ProgressSink& progress) {
    if (rows.empty())
        throw std::invalid_argument("fastIca needs rows");
    const MatrixD centredRows = centred(rows);
    const MatrixD toWhite = whitening(centredRows, most, stop);
    if (toWhite.rows() == 0) // all rows are equal
        return {0, rows.cols()};
    MatrixD white(rows.rows(), toWhite.rows());
    for (std::size_t first = 0; first < rows.rows(); first += kRowsAtOnce) {
        throwIfStopped(stop);
        const MatrixD projected = multiply(part(centredRows, first), toWhite, false, true);
        std::ranges::copy(projected.values(), white.row(first).begin());
    }
    Deflation deflation(white, stop);
    SeededRandom random(seed);
    for (std::size_t k = 0; k < toWhite.rows(); ++k) {
        report(progress, {"Finding independent components", k, toWhite.rows(), {}});
        deflation.findNext(random);
    }
    report(progress, {"Finding independent components", toWhite.rows(), toWhite.rows(), {}});
    return multiply(deflation.found(), toWhite);
}

} // namespace crossview
