#pragma once

#include "common/progress.h"
#include "dataset/given_features.h"
#include "encoders/user/network_file.h"
#include "features/feature_options.h"

#include <string>
#include <vector>

namespace crossview {

/// Names (of the catalogue) of the encoders that the options ask for and that are not here.
std::vector<std::string> missingEncoders(const FeatureOptions& options);

/// Gets what is missing, so that features can be made as asked. Returns an empty text, or one sentence with
/// the reason why an encoder could not be had and what to do. Throws Cancelled.
std::string fetchMissingEncoders(const FeatureOptions& options, const std::stop_token& stop,
                                 const ProgressSink& progress);

/// The options with no block of a view whose features were given with the data: nothing is to be had for it.
FeatureOptions extractedOnly(FeatureOptions options, const GivenFeatures& given);

/// Leaves out the blocks whose encoders are not here, as long as every view that is extracted keeps a block.
/// Returns one sentence that says what is missing and how to get it; empty when nothing was left out.
std::string leaveOutMissingEncoders(FeatureOptions& options, const GivenFeatures& given = {});

/// Leaves out the network of the user's own that is not allowed to run here; images that have no other block
/// get the usual ones. Returns one sentence that says so and how to allow it.
std::string leaveOutNetwork(FeatureOptions& options, const NetworkFacts& network);

} // namespace crossview
