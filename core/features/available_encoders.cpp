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

/// Whether both views have a block, or their features were given.
bool hasBlocks(const FeatureOptions& options, const GivenFeatures& given = {}) {
    const auto viewHas = [&](View view) {
        return std::ranges::any_of(featureBlocks(), [&](const FeatureBlock& block) {
            return block.view == view && block.isOn(options);
        });
    };
    return (given.images.areGiven() || viewHas(View::image)) &&
           (given.sentences.areGiven() || viewHas(View::sentence));
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

FeatureOptions extractedOnly(FeatureOptions options, const GivenFeatures& given) {
    for (const FeatureBlock& block : featureBlocks())
        if (block.view == View::image ? given.images.areGiven() : given.sentences.areGiven())
            block.components(options) = 0;
    return options;
}

std::string leaveOutMissingEncoders(FeatureOptions& options, const GivenFeatures& given) {
    const std::vector<std::string> missing = missingEncoders(extractedOnly(options, given));
    FeatureOptions without = options;
    for (const FeatureBlock& block : featureBlocks())
        if (std::ranges::any_of(missing, [&](const std::string& name) { return block.needs(name); }))
            block.components(without) = 0;
    if (missing.empty() || !hasBlocks(without, given))
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
