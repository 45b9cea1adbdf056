#include "common/decompositions.h"

#include "common/error.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <lapacke.h>
#include <limits>

namespace crossview {
namespace {

int asInt(std::size_t value) {
    if (value > static_cast<std::size_t>(std::numeric_limits<int>::max()))
        throw Error(fmt::format("A matrix side of {} is more than the linear algebra library takes.", value));
    return static_cast<int>(value);
}

void check(lapack_int info, const char* routine) {
    if (info != 0)
        throw Error(fmt::format("{} did not converge (code {}): the data hold values that are not finite.",
                                routine, info));
}

} // namespace

SymmetricEigen symmetricEigen(const MatrixD& symmetric, std::size_t count) {
    const std::size_t n = symmetric.rows();
    count = std::min(count, n);
    SymmetricEigen result;
    if (count == 0)
        return result;
    MatrixD work = symmetric;
    std::vector<double> values(n);
    MatrixD vectors(n, count); // column-major in LAPACK's eyes: row-major [n, count]
    std::vector<lapack_int> support(2 * n);
    lapack_int found = 0;
    check(LAPACKE_dsyevr(LAPACK_ROW_MAJOR, 'V', 'I', 'U', asInt(n), work.data(), asInt(n), 0.0, 0.0,
                         asInt(n - count + 1), asInt(n), 0.0, &found, values.data(), vectors.data(),
                         asInt(count), support.data()),
          "dsyevr");
    const auto kept = static_cast<std::size_t>(found);
    result.values.resize(kept);
    result.vectors = MatrixD(kept, n);
    for (std::size_t i = 0; i < kept; ++i) {
        const std::size_t source = kept - 1 - i; // LAPACK sorts ascending
        result.values[i] = values[source];
        double largest = 0;
        for (std::size_t r = 0; r < n; ++r) {
            const double entry = vectors(r, source);
            result.vectors(i, r) = entry;
            if (std::abs(entry) > std::abs(largest))
                largest = entry;
        }
        if (largest < 0)
            for (double& entry : result.vectors.row(i))
                entry = -entry;
    }
    return result;
}

void orthonormaliseColumns(MatrixD& tall) {
    const std::size_t k = std::min(tall.rows(), tall.cols());
    if (k == 0)
        return;
    std::vector<double> tau(k);
    const int n = asInt(tall.rows());
    const int m = asInt(tall.cols());
    check(LAPACKE_dgeqrf(LAPACK_ROW_MAJOR, n, m, tall.data(), m, tau.data()), "dgeqrf");
    check(LAPACKE_dorgqr(LAPACK_ROW_MAJOR, n, asInt(k), asInt(k), tall.data(), m, tau.data()), "dorgqr");
}

} // namespace crossview
