#include "training/batch_kinds.h"

#include <algorithm>

namespace crossview {
namespace {

/// Rows of a batch that hold a given image: a list per image, threaded through the rows.
class RowsOfImage {
public:
    RowsOfImage(const std::vector<std::int32_t>& images, std::size_t imageCount)
        : m_first(imageCount, -1), m_next(images.size(), -1) {
        for (std::size_t row = images.size(); row-- > 0;) {
            auto& first = m_first[static_cast<std::size_t>(images[row])];
            m_next[row] = first;
            first = static_cast<std::int32_t>(row);
        }
    }

    template <typename Visit>
    void each(std::int32_t image, const Visit& visit) const {
        for (std::int32_t row = m_first[static_cast<std::size_t>(image)]; row >= 0;
             row = m_next[static_cast<std::size_t>(row)])
            visit(static_cast<std::size_t>(row));
    }

private:
    std::vector<std::int32_t> m_first; // [image count]
    std::vector<std::int32_t> m_next;  // [rows]
};

/// How many sentences of each text describe each image row [images, texts].
std::vector<std::uint16_t> describingSentences(const Batch& batch, const Relation& relation) {
    const RowsOfImage rows(batch.images, relation.imageCount());
    const std::size_t texts = batch.texts.size();
    std::vector<std::uint16_t> counts(batch.images.size() * texts, 0);
    for (std::size_t t = 0; t < texts; ++t)
        for (const std::int32_t sentence : batch.texts[t].sentences)
            for (const std::int32_t image : relation.imagesOf(static_cast<std::size_t>(sentence)))
                rows.each(image, [&](std::size_t row) { ++counts[row * texts + t]; });
    return counts;
}

/// Lets items of one concept be neighbours, or at least no negatives.
void applyConcepts(const std::vector<std::int32_t>& rows, const std::vector<std::int32_t>& cols,
                   bool neighbours, bool mask, std::vector<PairKind>& kinds) {
    if (!neighbours && !mask)
        return;
    const PairKind kind = neighbours ? PairKind::positive : PairKind::ignored;
    for (std::size_t r = 0; r < rows.size(); ++r)
        for (std::size_t c = 0; c < cols.size(); ++c)
            if (rows[r] >= 0 && rows[r] == cols[c] && kinds[r * cols.size() + c] == PairKind::negative)
                kinds[r * cols.size() + c] = kind;
}

/// Lets an image and a text of different pictures be nothing to each other.
void keepWithinPictures(const Batch& batch, const std::vector<std::int32_t>& pictures, PairKinds& kinds) {
    for (std::size_t i = 0; i < batch.images.size(); ++i)
        for (std::size_t t = 0; t < batch.texts.size(); ++t)
            if (pictures[static_cast<std::size_t>(batch.images[i])] !=
                pictures[static_cast<std::size_t>(batch.texts[t].owner)])
                kinds.cross[i * batch.texts.size() + t] = PairKind::ignored;
}

} // namespace

PairKinds batchKinds(const Batch& batch, const Relation& relation, const std::vector<std::int32_t>& concepts,
                     const BatchOptions& options, const std::vector<std::int32_t>& pictures) {
    const std::size_t images = batch.images.size();
    const std::size_t texts = batch.texts.size();
    const std::vector<std::uint16_t> counts = describingSentences(batch, relation);
    std::vector<std::uint8_t> matches(counts.size());
    for (std::size_t i = 0; i < counts.size(); ++i)
        matches[i] = counts[i] == batch.texts[i % texts].sentences.size() ? 1 : 0;
    PairKinds kinds = pairKindsFromMatches(matches, images, texts);
    for (std::size_t i = 0; i < counts.size(); ++i)
        if (matches[i] == 0 && 2U * counts[i] > batch.texts[i % texts].sentences.size())
            kinds.cross[i] = PairKind::ignored;
    for (std::size_t a = 0; a < images; ++a)
        for (std::size_t b = 0; b < images; ++b)
            if (a != b && batch.images[a] == batch.images[b])
                kinds.imagePairs[a * images + b] = PairKind::positive;
    if (options.negatives == Negatives::samePicture && !pictures.empty())
        keepWithinPictures(batch, pictures, kinds);
    if (concepts.empty())
        return kinds;
    std::vector<std::int32_t> imageConcepts(images);
    std::vector<std::int32_t> textConcepts(texts);
    for (std::size_t i = 0; i < images; ++i)
        imageConcepts[i] = concepts[static_cast<std::size_t>(batch.images[i])];
    for (std::size_t t = 0; t < texts; ++t)
        textConcepts[t] = concepts[static_cast<std::size_t>(batch.texts[t].owner)];
    applyConcepts(imageConcepts, textConcepts, false, options.maskConcepts, kinds.cross);
    applyConcepts(imageConcepts, imageConcepts, options.conceptNeighbours, options.maskConcepts,
                  kinds.imagePairs);
    applyConcepts(textConcepts, textConcepts, options.conceptNeighbours, options.maskConcepts,
                  kinds.sentencePairs);
    return kinds;
}

} // namespace crossview
