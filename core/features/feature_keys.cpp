#include "features/feature_keys.h"

#include "common/hash.h"
#include "encoders/store/catalogue.h"
#include "encoders/vision/class_names.h"
#include "features/text/text_chain.h"

namespace crossview {
namespace {

constexpr long long kImageVersion = 2;    // raise when image rows change for the same input
constexpr long long kSentenceVersion = 1; // raise when sentence rows change for the same input
constexpr long long kJoinVersion = 2;     // the same where words and meaning are joined

Hash& operator<<(Hash& hash, int value) {
    return hash.add(static_cast<long long>(value));
}

} // namespace

FeatureKeys featureKeys(const Dataset& dataset, const SplitAssignment& splits, const FeatureOptions& options,
                        std::span<const PictureStamp> stamps, const std::string& networkIdentity) {
    FeatureKeys keys;
    const std::string split = splits.hash();
    const ImageFeatureOptions& image = options.image;
    Hash images;
    images.add("images").add(kImageVersion).add(split);
    for (const PictureStamp& stamp : stamps)
        images.add(stamp);
    images << image.size << image.hsvGrid << image.hsvComponents << image.hogComponents
           << image.tinyComponents << image.gistComponents << image.patchWords << image.patchComponents;
    images << image.lite0Components << image.lite2Components;
    for (const char* encoder : {"efficientnet-lite0", "efficientnet-lite2"})
        images.add(encoderEntry(encoder).files.front().sha256);
    images.add(static_cast<long long>(image.seed));
    if (image.networkComponents > 0) { // without it the key is that of before
        images << image.networkComponents;
        images.add(networkIdentity);
    }
    if (image.precision != EncoderPrecision::float32 &&
        (image.lite0Components > 0 || image.lite2Components > 0))
        images.add("bfloat16");
    if (hasNames(image)) {
        images.add("names") << image.nameComponents;
        for (const std::string& name : imagenetClassNames())
            images.add(name);
        images.add(miniLmEncoder(options.text.precision)->settings());
    }
    if (image.plainWeight != 1)
        images.add(image.plainWeight);
    keys.images = images.hex();

    const TextFeatureOptions& text = options.text;
    Hash sentences;
    sentences.add("sentences").add(kSentenceVersion);
    for (const SentenceItem& sentence : dataset.sentences())
        sentences.add(sentence.text);
    for (const std::int32_t picture : splits.imagesIn(Split::train)) {
        const auto described = dataset.relation().sentencesOf(static_cast<std::size_t>(picture));
        sentences << static_cast<int>(described.size());
        for (const std::int32_t sentence : described)
            sentences << sentence;
    }
    sentences << text.minimumCount << text.components << (text.stem ? 1 : 0) << (text.bigrams ? 1 : 0);
    sentences.add(static_cast<long long>(text.seed));
    if (text.miniLmComponents > 0) { // without it the rows are those of before, and so is their key
        sentences.add(kJoinVersion) << text.miniLmComponents;
        sentences.add(miniLmEncoder(text.precision)->settings());
    }
    keys.sentences = sentences.hex();
    keys.both = Hash().add(keys.images).add(keys.sentences).hex();
    return keys;
}

} // namespace crossview
