#pragma once

#include "dataset/dataset.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// The split that toString names. Throws Error for another word, and for unused: that is no part to ask for.
Split splitFromString(std::string_view word);

/// How images are divided.
enum class SplitMethod : std::uint8_t {
    byConcept, ///< whole concepts are held out; one image of each is a query, its others are unused
    random,    ///< images are held out whatever they show; of regions whole pictures
    fromFile   ///< as the imported file says
};
const char* toString(SplitMethod method); ///< "concept", "random", "file"
/// Throws Error for another word.
SplitMethod splitMethodFromString(std::string_view word);

struct SplitOptions {
    SplitMethod method = SplitMethod::byConcept;
    std::size_t testCount = 500;       ///< held-out images (by concept: concepts; of regions: pictures)
    std::size_t validationCount = 250; ///< further held-out images to choose the best epoch on
    std::uint64_t seed = 1;
};

/// Split of every image; proposals are unused. A sentence belongs to every split in which it describes an
/// image.
struct SplitAssignment {
    SplitOptions options;
    std::vector<Split> images; ///< [image count]

    std::vector<std::int32_t> imagesIn(Split split) const;
    /// Sentences that describe at least one image of the split, ascending.
    std::vector<std::int32_t> sentencesIn(Split split, const Relation& relation) const;
    /// SHA-256 over the assignment; part of the key of fitted features.
    std::string hash() const;
};

/// A split with fewer images than this measures next to nothing: one query more or less moves recall by more
/// than ten points.
inline constexpr std::size_t kFewQueries = 10;

/// Concepts that a split by concept can hold out for the test, whatever it is asked for: each gives one
/// query.
std::size_t heldOutConcepts(const Dataset& dataset);

/// One sentence that says which of validation and test holds so few images, but some, that its recalls say
/// little, and what to do; empty where none does.
std::string fewQueriesRemark(const SplitAssignment& splits);

/// Divides the data set. Counts are cut to at most a fifth of the images (concepts) each where the data is
/// small. Regions of one picture stay together, and proposals are unused whatever the method: they are asked
/// with their picture (localisation.h). Throws Error when the method does not fit the data (no concepts, no
/// splits in the file; regions by concept) or fewer than two training images would be left.
SplitAssignment assignSplits(const Dataset& dataset, const SplitOptions& options);

} // namespace crossview
