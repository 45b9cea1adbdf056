#include "features/fisher/mixture_file.h"

#include "common/error.h"
#include "files/npy.h"

#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace crossview {
namespace {

Matrix tableOf(const MixtureParameters& p) {
    const std::size_t dimensions = p.location.cols();
    Matrix table(p.prior.size(), 1 + 3 * dimensions);
    for (std::size_t k = 0; k < table.rows(); ++k) {
        table(k, 0) = static_cast<float>(p.prior[k]);
        for (std::size_t d = 0; d < dimensions; ++d) {
            table(k, 1 + d) = static_cast<float>(p.location(k, d));
            table(k, 1 + dimensions + d) = static_cast<float>(p.scale(k, d));
            table(k, 1 + 2 * dimensions + d) = static_cast<float>(p.laplacian[k * dimensions + d]);
        }
    }
    return table;
}

/// Throws std::invalid_argument where the table holds no mixture.
Mixture mixtureOf(const Matrix& table) {
    const std::size_t dimensions = table.cols() == 0 ? 0 : (table.cols() - 1) / 3;
    if (dimensions == 0 || table.cols() != 1 + 3 * dimensions)
        throw std::invalid_argument("not a row of a mixture");
    MixtureParameters p{{}, MatrixD(table.rows(), dimensions), MatrixD(table.rows(), dimensions), {}};
    for (std::size_t k = 0; k < table.rows(); ++k) {
        p.prior.push_back(double{table(k, 0)});
        for (std::size_t d = 0; d < dimensions; ++d) {
            p.location(k, d) = double{table(k, 1 + d)};
            p.scale(k, d) = double{table(k, 1 + dimensions + d)};
            const float laplacian = table(k, 1 + 2 * dimensions + d);
            if (laplacian != 0 && laplacian != 1)
                throw std::invalid_argument("neither Gaussian nor Laplacian");
            p.laplacian.push_back(laplacian != 0 ? 1 : 0);
        }
    }
    return Mixture(std::move(p));
}

} // namespace

Mixture asStored(const Mixture& mixture) {
    return mixtureOf(tableOf(mixture.parameters()));
}

void writeMixture(const std::filesystem::path& file, const Mixture& mixture) {
    writeNpy(file, tableOf(mixture.parameters()));
}

Mixture readMixture(const std::filesystem::path& file) {
    const Matrix table = readNpy(file);
    try {
        return mixtureOf(table);
    } catch (const std::invalid_argument&) {
        throw Error(
            fmt::format("{} holds no mixture of densities: delete its folder and compute the features "
                        "again.",
                        file.string()));
    }
}

} // namespace crossview
