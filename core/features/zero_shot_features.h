#pragma once

#include "common/progress.h"
#include "dataset/dataset.h"
#include "features/feature_set.h"

#include <memory>

namespace crossview {

/// Features of a data set through a chain that was fitted on another one: nothing is fitted, every item goes
/// the way of a query. Nothing is stored; key is empty. Pictures that cannot be read have zero rows and stand
/// in `unreadable`, texts of which the chain knows no word have zero rows. On all cores, cancellable, with
/// progress. Throws Error when no picture can be read or an encoder is not here,
/// UntrustedNetwork when pictures have to go through a network that nobody allowed.
std::shared_ptr<const FeatureSet> zeroShotFeatures(const Dataset& dataset,
                                                   std::shared_ptr<const FeatureChain> chain,
                                                   const std::stop_token& stop = {},
                                                   const ProgressSink& progress = {});

} // namespace crossview
