#pragma once

#include "common/matrix.h"
#include "dataset/relation.h"

#include <cstdint>
#include <span>

namespace crossview {

/// One document per image: the mean of the feature rows of all its sentences, scaled to length 1 [images, d].
Matrix documentFeatures(MatrixView sentences, const Relation& relation, std::span<const std::int32_t> images);

/// Relation of n images with their own n documents: the identity.
Relation documentRelation(std::size_t count);

} // namespace crossview
