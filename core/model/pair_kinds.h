#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace crossview {

/// What a candidate row of a batch is to an anchor row.
enum class PairKind : std::uint8_t {
    negative, ///< may push the anchor away
    positive, ///< belongs to the anchor
    ignored   ///< neither: the row itself, or an item that must not be a negative (same concept)
};

/// Kinds of all pairs of rows in a batch, row-major, as the loss takes them (method.md 1.2, 1.5).
struct PairKinds {
    std::size_t images = 0;
    std::size_t sentences = 0;
    std::vector<PairKind> cross;         ///< [images, sentences]; read transposed for T2
    std::vector<PairKind> imagePairs;    ///< [images, images], symmetric; the diagonal is ignored (T3)
    std::vector<PairKind> sentencePairs; ///< [sentences, sentences], symmetric; the diagonal is ignored (T4)
};

/// Kinds that follow from the matches of a batch alone (method.md 1.2): N(x) = images that share a sentence
/// of the batch, N(y) = sentences that share an image of the batch, everything else is a negative. `matches`
/// is [images, sentences], non-zero where the sentence describes the image.
PairKinds pairKindsFromMatches(const std::vector<std::uint8_t>& matches, std::size_t images,
                               std::size_t sentences);

/// The kinds of a batch with `count` more images and as many more sentences at the end: the i-th of each
/// belong together, and to nothing else.
PairKinds withOwnPairs(const PairKinds& kinds, std::size_t count);

} // namespace crossview
