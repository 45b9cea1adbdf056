#include "features/image/patches.h"

#include "common/decompositions.h"
#include "common/error.h"
#include "common/linear_algebra.h"
#include "common/progress.h"
#include "common/threads.h"
#include "files/npy.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <random>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

namespace crossview {
namespace {

constexpr std::size_t kPositions = PatchCoder::kSide - PatchCoder::kPatch + 1; // per side
constexpr std::size_t kPatchesPerPicture = kPositions * kPositions;
constexpr std::size_t kSamples = 60'000;
constexpr std::size_t kBatchPictures = 8; // their patches and distances stay near the cache
constexpr int kRounds = 15;
constexpr float kContrastFloor = 10;    // variance in grey levels squared: flat patches stay near zero
constexpr double kWhiteningFloor = 0.1; // of the variance of a normalised patch: noise is not blown up

/// One patch without its mean, divided by its contrast.
void takePatch(std::span<const float> thumbnail, std::size_t top, std::size_t left, std::span<float> out) {
    constexpr std::size_t kRowValues = std::size_t{PatchCoder::kPatch} * 3;
    float sum = 0;
    for (std::size_t y = 0; y < PatchCoder::kPatch; ++y) {
        const float* from = thumbnail.data() + ((top + y) * PatchCoder::kSide + left) * 3;
        for (std::size_t i = 0; i < kRowValues; ++i)
            sum += out[y * kRowValues + i] = from[i];
    }
    const float mean = sum / static_cast<float>(out.size());
    float square = 0;
    for (float& value : out) {
        value -= mean;
        square += value * value;
    }
    const float scale = 1 / std::sqrt(square / static_cast<float>(out.size()) + kContrastFloor);
    for (float& value : out)
        value *= scale;
}

float squaredLength(std::span<const float> row) {
    return dot(row, row);
}

/// (patches - mean) * whitening.
Matrix whitened(Matrix patches, const Matrix& mean, const Matrix& whitening) {
    for (std::size_t r = 0; r < patches.rows(); ++r)
        for (std::size_t c = 0; c < patches.cols(); ++c)
            patches(r, c) -= mean(0, c);
    return multiply(patches, whitening);
}

/// Random patches of training pictures; flat ones tell nothing and are passed over where others can be found.
Matrix samplePatches(MatrixView thumbnails, std::span<const std::int32_t> training, std::mt19937_64& random,
                     const std::stop_token& stop) {
    const std::size_t wanted = std::min(kSamples, training.size() * 100);
    Matrix patches(wanted, PatchCoder::kPatchValues);
    for (std::size_t i = 0; i < wanted; ++i) {
        if (i % 4096 == 0)
            throwIfStopped(stop);
        for (int attempt = 0; attempt < 20; ++attempt) {
            const auto picture = static_cast<std::size_t>(training[random() % training.size()]);
            takePatch(thumbnails.row(picture), random() % kPositions, random() % kPositions, patches.row(i));
            if (squaredLength(patches.row(i)) > 0.5F * static_cast<float>(PatchCoder::kPatchValues))
                break;
        }
    }
    return patches;
}

/// ZCA: rotates into principal axes, evens them out, rotates back.
Matrix whiteningOf(const Matrix& patches, const Matrix& mean) {
    Matrix centred = patches;
    for (std::size_t r = 0; r < centred.rows(); ++r)
        for (std::size_t c = 0; c < centred.cols(); ++c)
            centred(r, c) -= mean(0, c);
    const Matrix products = multiply(centred, centred, true, false);
    MatrixD covariance(products.rows(), products.cols());
    for (std::size_t i = 0; i < products.size(); ++i)
        covariance.values()[i] = static_cast<double>(products.values()[i]) /
                                 static_cast<double>(std::max<std::size_t>(patches.rows(), 1));
    const SymmetricEigen eigen = symmetricEigen(covariance, covariance.rows());
    MatrixD scaled = eigen.vectors;
    for (std::size_t k = 0; k < eigen.values.size(); ++k)
        for (double& entry : scaled.row(k))
            entry /= std::sqrt(std::max(eigen.values[k], 0.0) + kWhiteningFloor);
    const MatrixD product = multiply(scaled, eigen.vectors, true, false);
    Matrix whitening(product.rows(), product.cols());
    std::transform(product.values().begin(), product.values().end(), whitening.values().begin(),
                   [](double value) { return static_cast<float>(value); });
    return whitening;
}

/// Lloyd's k-means in blocks; a word that lost all its patches starts again at a random patch.
Matrix kMeans(const Matrix& points, std::size_t words, std::mt19937_64& random, const std::stop_token& stop) {
    constexpr std::size_t kBlock = 4096;
    Matrix centres(words, points.cols());
    for (std::size_t k = 0; k < words; ++k)
        std::ranges::copy(points.row(random() % points.rows()), centres.row(k).begin());
    std::vector<float> half(words);
    for (int round = 0; round < kRounds; ++round) {
        for (std::size_t k = 0; k < words; ++k)
            half[k] = squaredLength(centres.row(k)) / 2;
        MatrixD sums(words, points.cols());
        std::vector<std::size_t> counts(words);
        for (std::size_t first = 0; first < points.rows(); first += kBlock) {
            throwIfStopped(stop);
            const std::size_t count = std::min(kBlock, points.rows() - first);
            const Matrix products =
                multiply(MatrixView(points.data() + first * points.cols(), count, points.cols()), centres,
                         false, true);
            for (std::size_t i = 0; i < count; ++i) {
                std::size_t best = 0;
                for (std::size_t k = 1; k < words; ++k)
                    if (products(i, k) - half[k] > products(i, best) - half[best])
                        best = k;
                ++counts[best];
                for (std::size_t c = 0; c < points.cols(); ++c)
                    sums(best, c) += static_cast<double>(points(first + i, c));
            }
        }
        for (std::size_t k = 0; k < words; ++k) {
            if (counts[k] == 0)
                std::ranges::copy(points.row(random() % points.rows()), centres.row(k).begin());
            else
                for (std::size_t c = 0; c < points.cols(); ++c)
                    centres(k, c) = static_cast<float>(sums(k, c) / static_cast<double>(counts[k]));
        }
    }
    return centres;
}

} // namespace

PatchCoder PatchCoder::fit(MatrixView thumbnails, std::span<const std::int32_t> training, std::size_t words,
                           std::uint64_t seed, const std::stop_token& stop) {
    if (training.empty() || words == 0)
        throw std::invalid_argument("PatchCoder::fit needs training rows and words");
    std::mt19937_64 random(seed);
    const Matrix patches = samplePatches(thumbnails, training, random, stop);
    PatchCoder coder;
    coder.m_mean = Matrix(1, kPatchValues);
    for (std::size_t r = 0; r < patches.rows(); ++r)
        for (std::size_t c = 0; c < kPatchValues; ++c)
            coder.m_mean(0, c) += patches(r, c) / static_cast<float>(patches.rows());
    coder.m_whitening = whiteningOf(patches, coder.m_mean);
    throwIfStopped(stop);
    coder.m_centres = kMeans(whitened(patches, coder.m_mean, coder.m_whitening), words, random, stop);
    return coder;
}

Matrix PatchCoder::codes(MatrixView thumbnails, const std::stop_token& stop) const {
    Matrix out(thumbnails.rows(), dimensions());
    std::vector<float> centreSquares(words());
    for (std::size_t k = 0; k < words(); ++k)
        centreSquares[k] = squaredLength(m_centres.row(k));
    const std::vector<float> ones(words(), 1.F);
    for (std::size_t first = 0; first < thumbnails.rows(); first += kBatchPictures) {
        throwIfStopped(stop);
        const std::size_t count = std::min(kBatchPictures, thumbnails.rows() - first);
        Matrix patches(count * kPatchesPerPicture, kPatchValues);
        for (std::size_t r = 0; r < patches.rows(); ++r) {
            const std::size_t position = r % kPatchesPerPicture;
            takePatch(thumbnails.row(first + r / kPatchesPerPicture), position / kPositions,
                      position % kPositions, patches.row(r));
        }
        const Matrix points = whitened(std::move(patches), m_mean, m_whitening);
        Matrix distances = multiply(points, m_centres, false, true);
        parallelFor(count, stop, [&](std::size_t picture) {
            const auto code = out.row(first + picture);
            for (std::size_t position = 0; position < kPatchesPerPicture; ++position) {
                const std::size_t r = picture * kPatchesPerPicture + position;
                const auto row = distances.row(r);
                const float square = squaredLength(points.row(r));
                for (std::size_t k = 0; k < row.size(); ++k)
                    row[k] = std::sqrt(std::max(square + centreSquares[k] - 2 * row[k], 0.F));
                const float mean = dot(row, ones) / static_cast<float>(row.size());
                const std::size_t cell =
                    (position / kPositions * 2 / kPositions) * 2 + position % kPositions * 2 / kPositions;
                float* const shares = code.data() + cell * row.size();
                for (std::size_t k = 0; k < row.size(); ++k)
                    shares[k] += std::max(mean - row[k], 0.F);
            }
            for (float& share : code)
                share = std::sqrt(share / static_cast<float>(kPatchesPerPicture));
        });
    }
    return out;
}

void PatchCoder::save(const std::filesystem::path& folder) const {
    writeNpy(folder / "patch-mean.npy", m_mean);
    writeNpy(folder / "patch-whitening.npy", m_whitening);
    writeNpy(folder / "patch-centres.npy", m_centres);
}

PatchCoder PatchCoder::load(const std::filesystem::path& folder) {
    PatchCoder coder;
    coder.m_mean = readNpy(folder / "patch-mean.npy");
    coder.m_whitening = readNpy(folder / "patch-whitening.npy");
    coder.m_centres = readNpy(folder / "patch-centres.npy");
    if (coder.m_mean.size() != kPatchValues || coder.m_whitening.size() != kPatchValues * kPatchValues ||
        coder.m_centres.cols() != kPatchValues || coder.m_centres.rows() == 0)
        throw Error(
            fmt::format("{} holds patch words of another shape: delete that folder and compute the features "
                        "again.",
                        folder.string()));
    return coder;
}

} // namespace crossview
