#include "features/image/lite_features.h"

#include "encoders/vision/image_encoder.h"
#include "features/image/raw_blocks.h"

#include <memory>

namespace crossview {

namespace {

RawBlock encoderBlock(const RawBlockInput& input, const char* name, const char* title,
                      std::string_view encoderName) {
    const auto encoder =
        std::make_shared<const ImageEncoder>(encoderEntry(encoderName), input.options.precision);
    RawBlock block;
    block.name = name;
    block.title = title;
    block.settings = encoder->settings();
    block.dimensions = encoder->dimensions();
    block.side = static_cast<int>(encoder->side());
    block.compute = [encoder](const cv::Mat& picture, std::span<float> out) {
        const cv::Mat whole = picture.isContinuous() ? picture : picture.clone();
        encoder->features({whole.ptr(), whole.total() * whole.elemSize()}, out);
    };
    block.prepare = [encoder] {
        encoder->load();
        return encoder->dimensions();
    };
    block.classifier = [encoder]() -> const PhotoClassifier& { return encoder->classifier(); };
    return block;
}

} // namespace

RawBlock Lite0Features::raw(const RawBlockInput& input) {
    return encoderBlock(input, "lite0", kDescription.name, kDescription.encoder);
}

RawBlock Lite2Features::raw(const RawBlockInput& input) {
    return encoderBlock(input, "lite2", kDescription.name, kDescription.encoder);
}

} // namespace crossview
