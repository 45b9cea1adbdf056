#pragma once

#include "common/matrix.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace crossview {

/// Principal components of a block of features, scaled so that the projected training rows have a mean
/// squared length of 1: joined blocks weigh the same whatever their units were.
struct Pca {
    Matrix mean;       ///< [1, d]
    Matrix components; ///< [k, d]: orthogonal rows of one common length, the scale

    std::size_t dimensions() const { return components.rows(); }
    /// Projects rows [n, d] to [n, k].
    Matrix apply(MatrixView rows, const std::stop_token& stop = {}) const;
    /// Writes <prefix>-mean.npy and <prefix>-components.npy.
    void save(const std::filesystem::path& folder, const std::string& prefix) const;
    /// Throws Error when the files are missing or do not fit each other.
    static Pca load(const std::filesystem::path& folder, const std::string& prefix);
};

/// Fits on the chosen rows: eigenvectors of their covariance, or of their Gram matrix where that is smaller.
/// k = min(components, d, training rows - 1), at least 1; rows that are all equal give a zero component.
/// Throws std::invalid_argument without training rows; Cancelled on a stop.
Pca fitPca(MatrixView rows, std::span<const std::int32_t> training, std::size_t components,
           std::uint64_t seed, const std::stop_token& stop = {});

} // namespace crossview
