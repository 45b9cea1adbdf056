#include "features/image/lite_features.h"

#include "encoders/vision/image_encoder.h"
#include "features/image/raw_blocks.h"

#include <memory>

namespace crossview {
namespace {

RawBlock encoderBlock(const RawBlockInput& input, const char* name, const BlockDescription& description) {
    RawBlock block = networkBlock(
        name, description.name,
        std::make_shared<const ImageEncoder>(encoderEntry(description.encoder), input.options.precision));
    block.dimensions = block.network->dimensions(); // of the catalogue: nothing is read
    return block;
}

} // namespace

RawBlock Lite0Features::raw(const RawBlockInput& input) {
    return encoderBlock(input, "lite0", kDescription);
}

RawBlock Lite2Features::raw(const RawBlockInput& input) {
    return encoderBlock(input, "lite2", kDescription);
}

} // namespace crossview
