#pragma once

#include "common/matrix.h"
#include "dataset/dataset.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <stop_token>
#include <vector>

namespace crossview {

/// Nearest neighbours that are looked at.
inline constexpr std::size_t kStructureNeighbours = 10;
/// Items that ask, at most: every n-th of those that can.
inline constexpr std::size_t kStructureSample = 1000;

/// How a view's neighbourhoods agree with what its items mean: what the within-view terms (T3, T4) are for.
struct ViewStructure {
    double images = std::numeric_limits<double>::quiet_NaN();
    double sentences = std::numeric_limits<double>::quiet_NaN();
    /// |mean image - mean sentence|, the modality gap (Liang and others, 2022); NaN for features.
    double gap = std::numeric_limits<double>::quiet_NaN();
};

/// What items mean, as a number: the concept of an image; of a sentence the concept of the first image it
/// describes, or in data without concepts that image itself. -1: not known.
std::vector<std::int32_t> meanings(const Dataset& dataset, View view);

/// For items of a sample: of the mates (other rows [n, d] with the same meaning) that could stand among an
/// item's kStructureNeighbours nearest rows, the share that does; their mean. Rows that are left out
/// (ascending) or hold NaN take no part. NaN when no item has a mate. Throws Cancelled.
double mateShare(MatrixView rows, std::span<const std::int32_t> meanings,
                 std::span<const std::int32_t> leftOut = {}, const std::stop_token& stop = {});

/// |mean of the images [n, d] - mean of the sentences [m, d]| over rows that take part; NaN where a view has
/// none.
double modalityGap(MatrixView images, MatrixView sentences, std::span<const std::int32_t> leftOutImages = {});

/// All of it for embeddings.
ViewStructure viewStructure(MatrixView images, MatrixView sentences, const Dataset& dataset,
                            std::span<const std::int32_t> leftOutImages = {},
                            const std::stop_token& stop = {});

} // namespace crossview
