#pragma once

#include "common/seeded_random.h"
#include "dataset/relation.h"
#include "options/run_options.h"

#include <cstdint>
#include <span>
#include <vector>

namespace crossview {

/// One text row of a batch: a sentence, or the document of several sentences of one image.
struct BatchText {
    std::vector<std::int32_t> sentences; ///< ascending; more than one: the unit-length mean of their rows
    std::int32_t owner = 0;              ///< image it was drawn for; all its sentences describe it
};

/// Items of one step, by their index in the data set.
struct Batch {
    std::vector<std::int32_t> images;
    std::vector<BatchText> texts;
};

/// What batches are drawn from.
struct BatchSource {
    const Relation* relation = nullptr;
    std::vector<std::int32_t> concepts;       ///< [image count], -1 where none is known
    std::vector<std::int32_t> images;         ///< training images that can be used, ascending
    std::vector<std::uint8_t> usableSentence; ///< [sentence count]: its feature row is not zero
    std::vector<std::int32_t> pictures; ///< [image count] which picture a region is of; empty: no regions
};

/// Draws batches as method.md 1.5 describes: an epoch goes through all training images (or pairs) once in
/// random order; every image brings `sentencesPerImage` different texts; a share of the images are neighbours
/// (shared sentence, or concept) of others, with the shared sentence among the texts, so that T3 has work. No
/// image and no single sentence stands twice in a batch. Everything follows from seed, epoch and number of
/// the batch.
/// With Negatives::samePicture an epoch goes through the pictures: all regions of one stand in the same
/// batch, with phrases of each, so that a sentence may stand there once for each of its pictures; neighbours
/// are not drawn.
class BatchSampler {
public:
    /// `source` must outlive the sampler. Throws Error when fewer than two images have a usable sentence, or
    /// no picture has a negative where they are asked of the same picture.
    BatchSampler(const BatchSource& source, const BatchOptions& options, std::uint64_t seed);

    /// Batches of equal size (to one unit), as few as `images` allows.
    std::size_t batchesPerEpoch() const { return m_batches; }
    /// Images, pairs or pictures that an epoch goes through.
    std::size_t unitsPerEpoch() const { return m_units.size(); }
    /// Batch `index` of an epoch (1-based). Batches of one epoch are best drawn in a row.
    Batch batch(int epoch, std::size_t index);

private:
    /// An image, a pair or a picture; the sentence is -1 for an image or a picture.
    using Unit = Relation::Pair;
    class Draft;

    std::vector<std::int32_t> usableSentencesOf(std::int32_t image) const;
    bool isByPicture() const { return m_options.negatives == Negatives::samePicture; }
    std::int32_t pictureOf(std::int32_t image) const;
    void requireNegatives() const;
    void makeUnits();
    void addUnit(Draft& draft, const Unit& unit) const;
    void orderEpoch(int epoch);
    void addNeighbour(Draft& draft, std::size_t primaries, SeededRandom& random) const;
    std::int32_t conceptMate(std::int32_t image, SeededRandom& random) const;
    Unit sentenceMate(std::int32_t image, SeededRandom& random) const;
    void addTexts(Draft& draft, std::size_t position, SeededRandom& random) const;

    const BatchSource& m_source;
    BatchOptions m_options;
    std::uint64_t m_seed;
    std::vector<Unit> m_units; // in the order of the data
    std::vector<Unit> m_order; // in the order of m_epoch
    int m_epoch = 0;
    std::size_t m_batches = 0;
    std::vector<std::uint8_t> m_isTraining;           // [image count]
    std::vector<std::vector<std::int32_t>> m_members; // training images of each concept
    std::vector<std::vector<std::int32_t>> m_regions; // training regions of each picture
};

} // namespace crossview
