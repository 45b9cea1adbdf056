#pragma once

#include "common/matrix.h"

#include <filesystem>
#include <span>
#include <stop_token>
#include <vector>

namespace crossview {

/// One branch at an epoch, ready to embed single rows without torch: batch normalisation folded into the
/// linear layers. hidden is empty for a linear branch.
struct FrozenBranch {
    Matrix hiddenWeight;           ///< [hidden, features]
    std::vector<float> hiddenBias; ///< [hidden]
    Matrix outputWeight;           ///< [joint, hidden or features]
    std::vector<float> outputBias; ///< [joint]

    std::size_t inputDimensions() const {
        return hiddenWeight.empty() ? outputWeight.cols() : hiddenWeight.cols();
    }
    std::size_t jointDimensions() const { return outputWeight.rows(); }
    /// Unit vector [joint] of a feature row (evaluation mode). Throws Error when the width does not fit.
    std::vector<float> embed(std::span<const float> features) const;
    /// Unit rows [n, joint] of feature rows [n, features], in blocks of matrix products. Throws Error when
    /// the width does not fit and Cancelled soon after a stop.
    Matrix embedRows(MatrixView features, const std::stop_token& stop = {}) const;
};

/// Both branches: what answers queries, live and from disk.
struct FrozenNetwork {
    FrozenBranch image;
    FrozenBranch sentence;

    /// Writes eight .npy files into a folder, which must be there (atomically each); reads them back. Throws
    /// Error on a damaged one.
    void save(const std::filesystem::path& folder) const;
    static FrozenNetwork load(const std::filesystem::path& folder);
};

} // namespace crossview
