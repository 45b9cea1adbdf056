#pragma once

#include "dataset/dataset.h"

#include <memory>

namespace crossview::test {

/// Three pictures with two sentences each, of which the last belongs to the last two pictures: prices and
/// sources of pictures, tones of sentences.
inline std::shared_ptr<const Dataset> sampleColumns() {
    std::vector<ImageItem> images(3);
    images[0].conceptId = 1;
    images[1].conceptId = 0;
    return std::make_shared<const Dataset>(
        Dataset("sample", images, {{"a", ""}, {"b", ""}, {"c", ""}, {"d", ""}},
                Relation(3, 4, {{0, 0}, {0, 1}, {1, 2}, {1, 3}, {2, 3}}), {"cat", "Dog"})
            .withColumns(
                {{"Price", View::image, ItemColumn::Kind::number, {3.5, 12, ItemColumn::kNoNumber}, {}, {}},
                 {"house number", View::image, ItemColumn::Kind::number, {1, 2, 3}, {}, {}},
                 {"source", View::image, ItemColumn::Kind::text, {}, {0, 1, 0}, {"Photos", "stock maps"}},
                 {"tone", View::sentence, ItemColumn::Kind::text, {}, {0, 1, 1, -1}, {"sad", "happy"}}}));
}

} // namespace crossview::test
