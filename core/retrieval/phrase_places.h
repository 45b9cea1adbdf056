#pragma once

#include "common/matrix.h"
#include "dataset/dataset.h"

#include <cstdint>
#include <span>
#include <vector>

namespace crossview {

/// Where a phrase is in one picture, and where a network looks for it.
struct PhrasePlace {
    std::vector<std::int32_t> regions; ///< true ones, ascending; at least one
    std::int32_t found = -1;           ///< candidate that lies nearest to the phrase; -1: not looked for
    std::size_t candidates = 0;        ///< among so many
    double overlap = 0;                ///< of its box with the nearest true one
};

/// The pictures of a sentence's regions, at most `most`, in the order of the data; none where it describes
/// whole pictures.
std::vector<PhrasePlace> phrasePlaces(const Dataset& dataset, std::size_t sentence, std::size_t most);

/// Looks for a phrase [d] in its pictures, by Euclidean distance to `images` [image count, d]: among the
/// proposals of the picture where it has any, else among its regions, without what is `leftOut`.
void findPlaces(std::vector<PhrasePlace>& places, const Dataset& dataset, std::span<const float> phrase,
                MatrixView images, std::span<const std::int32_t> leftOut = {});

} // namespace crossview
