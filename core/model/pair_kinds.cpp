#include "model/pair_kinds.h"

#include <algorithm>
#include <cassert>

namespace crossview {
namespace {

/// Marks every two of `members` as neighbours in a square matrix of side `side`.
void markNeighbours(const std::vector<std::size_t>& members, std::size_t side, std::vector<PairKind>& pairs) {
    for (const std::size_t a : members)
        for (const std::size_t b : members)
            if (a != b)
                pairs[a * side + b] = PairKind::positive;
}

void ignoreDiagonal(std::size_t side, std::vector<PairKind>& pairs) {
    for (std::size_t i = 0; i < side; ++i)
        pairs[i * side + i] = PairKind::ignored;
}

/// A matrix [rows, cols] with `count` more rows and columns of negatives.
std::vector<PairKind> grown(const std::vector<PairKind>& pairs, std::size_t rows, std::size_t cols,
                            std::size_t count) {
    std::vector<PairKind> more((rows + count) * (cols + count), PairKind::negative);
    for (std::size_t r = 0; r < rows; ++r)
        std::copy_n(pairs.begin() + static_cast<std::ptrdiff_t>(r * cols), cols,
                    more.begin() + static_cast<std::ptrdiff_t>(r * (cols + count)));
    return more;
}

} // namespace

PairKinds pairKindsFromMatches(const std::vector<std::uint8_t>& matches, std::size_t images,
                               std::size_t sentences) {
    assert(matches.size() == images * sentences);
    PairKinds kinds;
    kinds.images = images;
    kinds.sentences = sentences;
    kinds.cross.assign(images * sentences, PairKind::negative);
    kinds.imagePairs.assign(images * images, PairKind::negative);
    kinds.sentencePairs.assign(sentences * sentences, PairKind::negative);
    std::vector<std::size_t> members;
    for (std::size_t i = 0; i < images; ++i) {
        members.clear();
        for (std::size_t s = 0; s < sentences; ++s) {
            if (matches[i * sentences + s] == 0)
                continue;
            kinds.cross[i * sentences + s] = PairKind::positive;
            members.push_back(s);
        }
        markNeighbours(members, sentences, kinds.sentencePairs);
    }
    for (std::size_t s = 0; s < sentences; ++s) {
        members.clear();
        for (std::size_t i = 0; i < images; ++i)
            if (matches[i * sentences + s] != 0)
                members.push_back(i);
        markNeighbours(members, images, kinds.imagePairs);
    }
    ignoreDiagonal(images, kinds.imagePairs);
    ignoreDiagonal(sentences, kinds.sentencePairs);
    return kinds;
}

PairKinds withOwnPairs(const PairKinds& kinds, std::size_t count) {
    PairKinds more;
    more.images = kinds.images + count;
    more.sentences = kinds.sentences + count;
    more.cross = grown(kinds.cross, kinds.images, kinds.sentences, count);
    more.imagePairs = grown(kinds.imagePairs, kinds.images, kinds.images, count);
    more.sentencePairs = grown(kinds.sentencePairs, kinds.sentences, kinds.sentences, count);
    for (std::size_t i = 0; i < count; ++i)
        more.cross[(kinds.images + i) * more.sentences + kinds.sentences + i] = PairKind::positive;
    ignoreDiagonal(more.images, more.imagePairs);
    ignoreDiagonal(more.sentences, more.sentencePairs);
    return more;
}

} // namespace crossview
