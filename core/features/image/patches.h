#pragma once

#include "common/matrix.h"
#include "features/image/row_coder.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <stop_token>

namespace crossview {

/// Dense local patches coded by k-means words (Coates, Lee and Ng 2011): 6 x 6 patches of a reduced colour
/// picture, contrast-normalised and whitened, give each word nearer than the average its share ("triangle"
/// code); shares are averaged over a 2 x 2 grid. Immutable after fit; safe to use from several threads.
class PatchCoder final : public RowCoder {
public:
    /// Pixels per side of the reduced pictures, as tinyImage(…, kSide) gives them: rows of kSide² * 3 values.
    static constexpr int kSide = 32;
    static constexpr int kPatch = 6;
    static constexpr std::size_t kPatchValues = std::size_t{kPatch} * kPatch * 3;
    static constexpr std::size_t kCells = 4;

    /// Learns whitening and words from patches of the training rows. Throws std::invalid_argument without
    /// training rows or words; Cancelled on a stop.
    static PatchCoder fit(MatrixView thumbnails, std::span<const std::int32_t> training, std::size_t words,
                          std::uint64_t seed, const std::stop_token& stop = {});

    std::size_t words() const { return m_centres.rows(); }
    std::size_t dimensions() const override { return words() * kCells; }
    /// Codes [n, dimensions] of reduced pictures [n, kSide² * 3], as square roots.
    Matrix codes(MatrixView thumbnails, const std::stop_token& stop = {}) const override;

    /// Writes patch-mean.npy, patch-whitening.npy and patch-centres.npy.
    void save(const std::filesystem::path& folder) const override;
    /// Throws Error when the files are missing or do not fit each other.
    static PatchCoder load(const std::filesystem::path& folder);

private:
    Matrix m_mean;      // [1, 108]
    Matrix m_whitening; // [108, 108], symmetric
    Matrix m_centres;   // [words, 108]
};

} // namespace crossview
