#pragma once

#include "features/feature_options.h"

#include <filesystem>
#include <stop_token>
#include <string>

namespace crossview {

/// What a network of the user's own is: the content of its file and the recipe; empty where the options leave
/// it out. Opens no network. What a file held is remembered in features/networks.json, so that stored
/// features outlive it. Throws Error about a recipe that cannot be, or a file that is not there and never
/// was; Cancelled.
std::string userNetworkIdentity(const ImageFeatureOptions& options,
                                const std::filesystem::path& featuresFolder,
                                const std::stop_token& stop = {});

} // namespace crossview
