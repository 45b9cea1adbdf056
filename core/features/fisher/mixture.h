#pragma once

#include "common/matrix.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crossview {

/// What the densities of a mixture are in each dimension.
enum class MixtureKind : std::uint8_t {
    hybrid,  ///< Gaussian or Laplacian, whichever fits better: HGLMM (Klein, Lev, Sadeh and Wolf, CVPR 2015)
    gaussian ///< GMM with diagonal covariance (Perronnin and Dance, CVPR 2007)
};

/// Parameters of a mixture of K densities over D independent dimensions.
struct MixtureParameters {
    std::vector<double> prior; ///< [K], sums to 1
    MatrixD location;          ///< [K, D] median of a Laplacian, mean of a Gaussian
    MatrixD scale;             ///< [K, D] mean absolute deviation of a Laplacian, variance of a Gaussian
    std::vector<std::uint8_t> laplacian; ///< [K * D] 1 where the density is Laplacian
};

/// A mixture of K densities, each a product over D dimensions of Gaussians and Laplacians. Immutable.
class Mixture {
public:
    /// Throws std::invalid_argument where the shapes differ or a value is no possible parameter.
    explicit Mixture(MixtureParameters parameters);

    std::size_t centres() const { return m_parameters.prior.size(); }
    std::size_t dimensions() const { return m_parameters.location.cols(); }
    const MixtureParameters& parameters() const { return m_parameters; }

    /// Shares [K] of a point [D] that belong to each centre: prior times density, scaled to sum 1. Returns
    /// the logarithm of the density at the point.
    double posteriors(std::span<const double> point, std::span<double> shares) const;

    /// The Fisher vector [2 K D] of points [T, D], T > 0: the derivatives of their log-likelihood by every
    /// location (k * D + d), then by every scale, with the approximate Fisher information divided out. Klein
    /// et al., "Associating Neural Word Embeddings with Deep Image Representations using Fisher Vectors",
    /// CVPR 2015, section 4; a point at the median counts as above it.
    std::vector<double> fisherVector(MatrixViewD points) const;

private:
    MixtureParameters m_parameters;
    MatrixD m_absolute;               // [K, D] 1 / s of Laplacians, else 0
    MatrixD m_square;                 // [K, D] 1 / (2 variance) of Gaussians, else 0
    MatrixD m_inverse;                // [K, D] 1 / s, or 1 / deviation
    std::vector<double> m_logarithms; // [K] of prior and of what does not depend on the point
};

/// Signed square root of every value, then length 1; zeros stay zeros. Perronnin, Sánchez and Mensink,
/// "Improving the Fisher Kernel", ECCV 2010, section 3.
void normaliseFisherVector(std::span<double> vector);

} // namespace crossview
