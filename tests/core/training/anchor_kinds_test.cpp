#include "training/anchor_kinds.h"

#include "synthetic_input.h"
#include "training/batch_kinds.h"
#include "training/batch_rows.h"

#include <algorithm>
#include <gtest/gtest.h>

namespace crossview::test {
namespace {

/// All items of the data set, every sentence by itself.
Batch everything(const Dataset& dataset) {
    Batch batch;
    for (std::size_t i = 0; i < dataset.images().size(); ++i)
        batch.images.push_back(static_cast<std::int32_t>(i));
    for (std::size_t s = 0; s < dataset.sentences().size(); ++s)
        batch.texts.push_back({{static_cast<std::int32_t>(s)}, dataset.relation().imagesOf(s).front()});
    return batch;
}

std::vector<std::int32_t> ofKind(std::span<const PairKind> kinds, PairKind wanted) {
    std::vector<std::int32_t> found;
    for (std::size_t i = 0; i < kinds.size(); ++i)
        if (kinds[i] == wanted)
            found.push_back(static_cast<std::int32_t>(i));
    return found;
}

TEST(AnchorKinds, AreThoseOfABatchOfEverything) {
    const TrainingInput input = syntheticInput({.images = 24, .perConcept = 3});
    const Dataset& dataset = *input.dataset;
    const std::size_t images = dataset.images().size(), sentences = dataset.sentences().size();
    for (const bool mask : {false, true})
        for (const bool neighbours : {false, true}) {
            BatchOptions options;
            options.maskConcepts = mask;
            options.conceptNeighbours = neighbours;
            const PairKinds kinds =
                batchKinds(everything(dataset), dataset.relation(), batchSource(input).concepts, options);
            const auto expectKinds = [](const AnchorKinds& found, std::span<const PairKind> row) {
                EXPECT_EQ(found.positives, ofKind(row, PairKind::positive));
                EXPECT_EQ(found.spared, ofKind(row, PairKind::ignored));
            };
            for (std::size_t i = 0; i < images; ++i) {
                const ItemRef anchor{View::image, static_cast<int>(i)};
                expectKinds(kindsAcross(anchor, dataset, options),
                            std::span(kinds.cross).subspan(i * sentences, sentences));
                expectKinds(kindsWithin(anchor, dataset, options),
                            std::span(kinds.imagePairs).subspan(i * images, images));
            }
            for (std::size_t s = 0; s < sentences; ++s) {
                const ItemRef anchor{View::sentence, static_cast<int>(s)};
                std::vector<PairKind> column;
                for (std::size_t i = 0; i < images; ++i)
                    column.push_back(kinds.cross[i * sentences + s]);
                expectKinds(kindsAcross(anchor, dataset, options), column);
                expectKinds(kindsWithin(anchor, dataset, options),
                            std::span(kinds.sentencePairs).subspan(s * sentences, sentences));
            }
        }
}

TEST(AnchorKinds, OfAnItemWithoutAPartner) {
    const Dataset dataset("lonely", std::vector<ImageItem>(2), std::vector<SentenceItem>(2),
                          Relation(2, 2, {{0, 0}}), {});
    BatchOptions options;
    options.maskConcepts = true;
    options.conceptNeighbours = true;
    for (const View view : {View::image, View::sentence}) {
        EXPECT_TRUE(kindsAcross({view, 1}, dataset, options).positives.empty());
        EXPECT_TRUE(kindsWithin({view, 1}, dataset, options).positives.empty());
        EXPECT_EQ(kindsWithin({view, 1}, dataset, options).spared, std::vector<std::int32_t>{1});
    }
}

} // namespace
} // namespace crossview::test
