#pragma once

#include "common/matrix.h"
#include "common/progress.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace crossview {

/// Which densities the centres may have.
enum class MixtureKind : std::uint8_t {
    hybrid,  ///< each centre and dimension Gaussian or Laplacian, whichever explains it better (HGLMM)
    gaussian ///< all Gaussian (GMM)
};

/// A hybrid Gaussian-Laplacian mixture over word vectors and the Fisher vectors it makes of texts (Klein,
/// Lev, Sadeh and Wolf, CVPR 2015; method.md 1.7).
struct HybridMixture {
    MatrixD median;                ///< m [centres, d] of the Laplacian
    MatrixD spread;                ///< s [centres, d]
    MatrixD mean;                  ///< mu [centres, d] of the Gaussian
    MatrixD variance;              ///< [centres, d]
    std::vector<bool> isLaplacian; ///< [centres x d], row-major
    std::vector<double> prior;     ///< [centres]

    std::size_t centres() const { return prior.size(); }
    std::size_t dimensions() const { return mean.cols(); }
    /// 2 x centres x d.
    std::size_t vectorSize() const { return 2 * centres() * dimensions(); }

    /// Probabilities of the centres for a word vector [d].
    std::vector<double> posterior(std::span<const double> word) const;
    /// The Fisher vector of a text's word vectors [words, d] before any scaling: the gradients by the
    /// positions of all centres, then by their widths. Zeros without words.
    std::vector<double> gradients(const MatrixD& words) const;
    /// The same with signed square roots, scaled to length 1.
    std::vector<double> fisherVector(const MatrixD& words) const;
};

/// Fits a mixture on word vectors [words, d] by `rounds` of EM from a seeded start: medians and means at
/// random words, widths of all words. Spread and variance stay at 1e-3 or above. Throws std::invalid_argument
/// without words; Cancelled.
HybridMixture fitMixture(MixtureKind kind, const MatrixD& words, std::size_t centres, std::uint64_t seed,
                         int rounds = 10, const std::stop_token& stop = {},
                         const ProgressSink& progress = {});

} // namespace crossview
