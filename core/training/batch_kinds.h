#pragma once

#include "model/pair_kinds.h"
#include "training/batch_sampler.h"

namespace crossview {

/// Kinds of all pairs of a batch, by the identity of the items (method.md 1.2, 1.5). An image is a positive
/// of a text when all sentences of the text describe it, and is spared when more than half of a document do;
/// the same image in another row is always a positive. Neighbours in T3 and T4 follow from the matches of the
/// batch; with `conceptNeighbours` items of one concept are neighbours too; with `maskConcepts` they are
/// never negatives of each other. `concepts` [image count] may be empty.
/// With Negatives::samePicture an image and a text that was drawn for another picture (`pictures` [image
/// count]) are nothing to each other in T1 and T2, even where they match: so the negatives of each matching
/// pair are of its own picture.
PairKinds batchKinds(const Batch& batch, const Relation& relation, const std::vector<std::int32_t>& concepts,
                     const BatchOptions& options, const std::vector<std::int32_t>& pictures = {});

} // namespace crossview
