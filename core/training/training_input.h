#pragma once

#include "dataset/dataset.h"
#include "dataset/splits.h"
#include "features/feature_set.h"

#include <memory>

namespace crossview {

/// What a training learns from: the items and their relation, the part each item plays, and the features of
/// both views, row by row in the order of the items. Never written to once a training holds it.
struct TrainingInput {
    std::shared_ptr<const Dataset> dataset;
    std::shared_ptr<const SplitAssignment> splits;
    std::shared_ptr<const FeatureSet> features;
};

} // namespace crossview
