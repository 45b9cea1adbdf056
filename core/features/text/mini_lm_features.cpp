#include "features/text/mini_lm_features.h"

#include "common/hash.h"
#include "encoders/store/catalogue.h"
#include "features/feature_options.h"
#include "features/text/sentence_encoder_block.h"

namespace crossview {
namespace {

constexpr const char* kTitle = "MiniLM";

} // namespace

std::shared_ptr<const SentenceEncoder> miniLmEncoder(EncoderPrecision precision) {
    return std::make_shared<const SentenceEncoder>(encoderEntry(MiniLmFeatures::kDescription.encoder),
                                                   precision);
}

FittedTextBlock MiniLmFeatures::fit(const TextFitInput& input) {
    TextFitInput own = input;
    if (!own.encoder)
        own.encoder = miniLmEncoder(input.options.precision);
    return SentenceEncoderBlock::fit(kTitle, static_cast<std::size_t>(input.options.miniLmComponents), own);
}

std::shared_ptr<const TextBlock> MiniLmFeatures::load(const TextLoadInput& input) {
    return std::make_shared<const SentenceEncoderBlock>(SentenceEncoderBlock::load(
        kTitle, input.encoder ? input.encoder : miniLmEncoder(input.options.precision), input.folder));
}

void MiniLmFeatures::addToKey(Hash& hash, const BlockKeyInput& input) {
    hash.add(static_cast<long long>(input.options.text.miniLmComponents));
    hash.add(miniLmEncoder(input.options.text.precision)->settings());
}

} // namespace crossview
