#include "features/available_encoders.h"

#include "common/text.h"
#include "encoders/store/encoder_fetch.h"
#include "encoders/store/encoder_store.h"
#include "encoders/user/trusted_networks.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace crossview {
namespace {

/// Whether both views have a block.
bool hasBlocks(const FeatureOptions& options) {
    const auto viewHas = [&](View view) {
        return std::ranges::any_of(featureBlocks(), [&](const FeatureBlock& block) {
            return block.view == view && block.isOn(options);
        });
    };
    return viewHas(View::image) && viewHas(View::sentence);
}

} // namespace

std::vector<std::string> missingEncoders(const FeatureOptions& options) {
    std::vector<std::string> missing;
    for (const FeatureBlock& block : featureBlocks())
        for (const std::string_view name : {block.encoder, block.reader})
            if (!name.empty() && block.isOn(options) && !encoderIsHere(encoderEntry(name)) &&
                std::ranges::find(missing, name) == missing.end())
                missing.emplace_back(name);
    return missing;
}

std::string fetchMissingEncoders(const FeatureOptions& options, const std::stop_token& stop,
                                 const ProgressSink& progress) {
    for (const std::string& name : missingEncoders(options)) {
        try {
            fetchEncoder(encoderEntry(name), stop, progress);
        } catch (const Error& error) {
            return error.what(); // the others would fail for the same reason
        }
    }
    return {};
}

std::string leaveOutMissingEncoders(FeatureOptions& options) {
    const std::vector<std::string> missing = missingEncoders(options);
    FeatureOptions without = options;
    for (const FeatureBlock& block : featureBlocks())
        if (std::ranges::any_of(missing, [&](const std::string& name) { return block.needs(name); }))
            block.components(without) = 0;
    if (missing.empty() || !hasBlocks(without))
        return {};
    options = without;
    return fmt::format("The features do without {}, which {} not here: crossview-cli encoders fetch {}",
                       fmt::join(missing, " and "), missing.size() == 1 ? "is" : "are",
                       fmt::join(missing, " "));
}

std::string leaveOutNetwork(FeatureOptions& options, const NetworkFacts& network) {
    options.image.networkComponents = 0;
    if (!hasBlocks(options)) {
        const NetworkRecipe recipe = options.image.network;
        options.image = ImageFeatureOptions();
        options.image.network = recipe;
    }
    return fmt::format("The features do without the network {}, which has not been allowed to run on this "
                       "machine: crossview-cli networks allow {}",
                       describeNetwork(network), shellQuoted(network.file.string()));
}

} // namespace crossview
