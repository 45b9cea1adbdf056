#include "features/available_encoders.h"

#include "encoders/store/encoder_fetch.h"
#include "encoders/store/encoder_store.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

namespace crossview {
namespace {

/// The option that switches an encoder's block on.
struct EncoderOption {
    const char* encoder;
    int& (*components)(FeatureOptions&);
};
constexpr std::array kEncoderOptions{
    EncoderOption{"efficientnet-lite0", [](FeatureOptions& o) -> int& { return o.image.lite0Components; }},
    EncoderOption{"efficientnet-lite2", [](FeatureOptions& o) -> int& { return o.image.lite2Components; }},
    EncoderOption{"minilm-l6", [](FeatureOptions& o) -> int& { return o.text.miniLmComponents; }},
};

/// What reads the names that classifiers give to pictures.
constexpr std::string_view kNameReader = "minilm-l6";

bool hasBlocks(const FeatureOptions& options) {
    const ImageFeatureOptions& image = options.image;
    const auto pictures = {image.hsvComponents,   image.hogComponents,    image.tinyComponents,
                           image.gistComponents,  image.patchComponents,  image.lite0Components,
                           image.lite2Components, image.networkComponents};
    const auto on = [](int components) { return components > 0; };
    return std::ranges::any_of(pictures, on) &&
           (on(options.text.components) || on(options.text.miniLmComponents));
}

} // namespace

std::vector<std::string> missingEncoders(const FeatureOptions& options) {
    FeatureOptions asked = options;
    std::vector<std::string> missing;
    for (const EncoderOption& option : kEncoderOptions) {
        const bool readsNames = std::string_view(option.encoder) == kNameReader && hasNames(options.image);
        if ((option.components(asked) > 0 || readsNames) && !encoderIsHere(encoderEntry(option.encoder)))
            missing.emplace_back(option.encoder);
    }
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
    for (const EncoderOption& option : kEncoderOptions)
        if (std::ranges::find(missing, option.encoder) != missing.end())
            option.components(without) = 0;
    if (std::ranges::find(missing, kNameReader) != missing.end())
        without.image.nameComponents = 0;
    if (missing.empty() || !hasBlocks(without))
        return {};
    options = without;
    return fmt::format("The features do without {}, which {} not here: crossview-cli encoders fetch {}",
                       fmt::join(missing, " and "), missing.size() == 1 ? "is" : "are",
                       fmt::join(missing, " "));
}

} // namespace crossview
