#include "features/documents.h"

#include "common/linear_algebra.h"

#include <cassert>
#include <numeric>
#include <vector>

namespace crossview {

Matrix documentFeatures(MatrixView sentences, const Relation& relation,
                        std::span<const std::int32_t> images) {
    Matrix documents(images.size(), sentences.cols());
    for (std::size_t i = 0; i < images.size(); ++i) {
        const auto document = documents.row(i);
        // The length is normalised below, so the sum stands for the mean.
        for (const std::int32_t sentence : relation.sentencesOf(static_cast<std::size_t>(images[i]))) {
            const auto row = sentences.row(static_cast<std::size_t>(sentence));
            for (std::size_t c = 0; c < row.size(); ++c)
                document[c] += row[c];
        }
    }
    normaliseRows(documents);
    return documents;
}

Relation documentRelation(std::size_t count) {
    std::vector<Relation::Pair> pairs;
    pairs.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        pairs.emplace_back(static_cast<std::int32_t>(i), static_cast<std::int32_t>(i));
    return {count, count, std::move(pairs)};
}

} // namespace crossview
