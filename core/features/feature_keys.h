#pragma once

#include "dataset/splits.h"
#include "features/feature_options.h"
#include "features/image/raw_store.h"

#include <span>
#include <string>

namespace crossview {

/// Names of what features are made from (SHA-256): equal keys mean equal features. A change on one side
/// leaves the other side's key, so that its features are taken over.
struct FeatureKeys {
    std::string images;
    std::string sentences;
    std::string both; ///< name of the folder
};

/// `networkIdentity`: of the user's own network, empty without one (userNetworkIdentity). `wordFile`: of the
/// file of word vectors, empty without one (wordFileIdentity).
FeatureKeys featureKeys(const Dataset& dataset, const SplitAssignment& splits, const FeatureOptions& options,
                        std::span<const PictureStamp> stamps, const std::string& networkIdentity = {},
                        const std::string& wordFile = {});

} // namespace crossview
