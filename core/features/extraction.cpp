#include "features/extraction.h"

#include "common/threads.h"
#include "encoders/vision/class_names.h"
#include "features/feature_keys.h"
#include "features/fitted_chain.h"
#include "features/given_rows.h"
#include "features/image/raw_store.h"
#include "features/image/user_network_identity.h"
#include "features/text/word_space.h"
#include "features/unreadable_picture.h"
#include "features/view_features.h"
#include "files/npy.h"
#include "files/plain_file.h"
#include "pictures/picture_kinds.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace crossview {
namespace {

namespace fs = std::filesystem;

constexpr const char* kImageMark = "images.json";       // written last: the images' features are complete
constexpr const char* kSentenceMark = "sentences.json"; // the same for the sentences
constexpr const char* kImageRows = "images.npy";
constexpr const char* kSentenceRows = "sentences.npy";
constexpr const char* kClassSentences = "class-sentences.npy";

/// The names of photo classes as MiniLM reads them.
std::optional<Conse> makeConse(const FeatureOptions& options, const std::stop_token& stop) {
    if (!hasNames(options.image))
        return std::nullopt;
    return Conse(miniLmEncoder(options.text.precision)->encode(imagenetClassNames(), stop));
}

/// The names of photo classes as sentence features, mapped from `file` or written there (where it `keeps`).
SharedMatrix classSentences(const TextChain& chain, const fs::path& file, bool keeps,
                            const std::stop_token& stop) {
    const auto names = imagenetClassNames();
    std::error_code missing;
    if (fs::exists(file, missing)) {
        try {
            SharedMatrix stored = mapNpy(file);
            if (stored.rows() == names.size() && stored.cols() == chain.dimensions())
                return stored;
        } catch (const Error&) { // damaged: made again
        }
    }
    refuseLink(file.parent_path());
    Matrix rows(names.size(), chain.dimensions());
    parallelFor(rows.rows(), stop,
                [&](std::size_t i) { std::ranges::copy(chain.features(names[i]), rows.row(i).begin()); });
    if (!keeps)
        return SharedMatrix(std::move(rows));
    writeNpy(file, rows);
    return mapNpy(file);
}

ViewFeatures<ImageChain> makeImageFeatures(const Dataset& dataset, const SplitAssignment& splits,
                                           const FeatureOptions& options, const std::vector<RawBlock>& blocks,
                                           std::span<const PictureStamp> stamps,
                                           const fs::path& featuresFolder, const std::stop_token& stop,
                                           const ProgressSink& progress) {
    requirePictures(dataset);
    RawFeatures raw = rawFeatures(dataset, stamps, blocks, featuresFolder, stop, progress);
    std::vector<std::string> unreadable;
    std::vector<std::int32_t> unreadableImages;
    for (const auto& [image, reason] : raw.unreadable) {
        unreadable.push_back(unreadablePicture(dataset, static_cast<std::size_t>(image), reason));
        unreadableImages.push_back(image);
    }
    if (dataset.images().size() - raw.unreadable.size() < 2)
        throw Error(fmt::format(
            "{} of {} pictures can be read, and features need at least two; the first trouble: {}",
            dataset.images().size() - raw.unreadable.size(), dataset.images().size(),
            unreadable.empty() ? "the data set is too small." : unreadable.front()));
    std::vector<std::int32_t> training;
    for (const std::int32_t image : splits.imagesIn(Split::train))
        if (!raw.unreadable.contains(image))
            training.push_back(image);
    if (training.size() < 2)
        throw Error(
            "Fewer than two readable pictures are in the training split: make the held-out splits smaller or "
            "mend the pictures.");
    const std::size_t kinds = countPictureKinds(raw.blocks, training);
    if (kinds < 2)
        throw Error(fmt::format("The training pictures do not differ ({} pictures, 1 kind): to every feature "
                                "they are one and the same, "
                                "so nothing can be learned from them. Look at {}.",
                                training.size(),
                                dataset.imagePath(static_cast<std::size_t>(training.front())).string()));
    if (kinds < training.size())
        raw.remarks.push_back(
            fmt::format("Of {} training pictures only {} differ: the others are copies of them.",
                        training.size(), kinds));
    Matrix rows;
    ImageChain chain = ImageChain::fit(options.image, blocks, std::move(raw.blocks), training, rows,
                                       makeConse(options, stop), stop, progress);
    for (const auto& [image, reason] : raw.unreadable)
        std::ranges::fill(rows.row(static_cast<std::size_t>(image)), 0.F);
    return {SharedMatrix(std::move(rows)), std::move(chain),       std::move(unreadable),
            std::move(unreadableImages),   std::move(raw.remarks), false};
}

/// The rows of sentences may be too many for the memory: they are written as they are made.
ViewFeatures<TextChain> makeSentenceFeatures(const Dataset& dataset, const SplitAssignment& splits,
                                             const FeatureOptions& options, const FeatureKeys& keys,
                                             const fs::path& featuresFolder, const std::stop_token& stop,
                                             const ProgressSink& progress) {
    const fs::path folder = featuresFolder / keys.both;
    FittedTextChain fitted = TextChain::fit(options.text, dataset, splits, featuresFolder, stop, progress);
    storeRows(folder, kSentenceMark, kSentenceRows, dataset.sentences().size(), fitted.chain().dimensions(),
              [&](const RowSink& sink) { fitted.makeRows(sink, stop, progress); });
    ViewFeatures<TextChain> features{{}, fitted.chain(), {}, {}, fitted.chain().remarks(), false};
    sealFeatures(folder, kSentenceMark, kSentenceRows, keys.sentences, features);
    return features;
}

/// The views whose features are extracted; those of the others were given.
struct ExtractedViews {
    explicit ExtractedViews(const Dataset& dataset)
        : images(!dataset.given().images.areGiven()), sentences(!dataset.given().sentences.areGiven()) {}
    bool images;
    bool sentences;
};

} // namespace

std::shared_ptr<const FeatureSet> extractFeatures(const Dataset& dataset, const SplitAssignment& splits,
                                                  const FeatureOptions& options,
                                                  const fs::path& featuresFolder, const std::stop_token& stop,
                                                  const ProgressSink& progress,
                                                  const NetworkOpener& openNetwork, ReadValues when) {
    if (splits.images.size() != dataset.images().size())
        throw Error(fmt::format("The split names {} pictures, the data set has {}: divide the data again.",
                                splits.images.size(), dataset.images().size()));
    // Pictures are spread over our own threads; OpenCV's inner ones would only compete with them.
    cv::setNumThreads(1);
    const ExtractedViews extracted(dataset);
    std::optional<PictureMemory> memory;
    std::string network;
    std::vector<RawBlock> blocks;
    if (extracted.images) {
        memory.emplace(dataset, featuresFolder, stop);
        network = userNetworkIdentity(options.image, featuresFolder, stop);
        blocks = rawBlocks(options.image, network, openNetwork);
    }
    const std::string wordFile =
        extracted.sentences ? wordFileIdentity(options.text, featuresFolder, stop) : std::string();
    const std::span<const PictureStamp> stamps = memory ? memory->stamps() : std::span<const PictureStamp>();
    const FeatureKeys keys = featureKeys(dataset, splits, options, stamps, network, wordFile);
    const fs::path folder = featuresFolder / keys.both;

    std::optional<ViewFeatures<ImageChain>> images;
    if (extracted.images)
        images = findFeatures<ImageChain>(featuresFolder, folder, kImageMark, kImageRows, keys.images,
                                          dataset.images().size(), when, options.image, blocks);
    throwIfStopped(stop);
    std::optional<ViewFeatures<TextChain>> sentences;
    if (extracted.sentences)
        sentences = findFeatures<TextChain>(featuresFolder, folder, kSentenceMark, kSentenceRows,
                                            keys.sentences, dataset.sentences().size(), when, options.text);
    throwIfStopped(stop);
    const bool keeps = mayBeWritten(featuresFolder);
    if (!keeps && ((extracted.images && !images) || (extracted.sentences && !sentences)))
        throw Error(fmt::format("{} may only be read and holds no whole features of these settings: copy the "
                                "project to a place where it may be written, and open it there.",
                                featuresFolder.string()));
    if (extracted.images && !images) {
        images = makeImageFeatures(dataset, splits, options, blocks, stamps, featuresFolder, stop, progress);
        memory->takeSums(stop); // the pictures were read just now, and are at hand
    }
    if (extracted.sentences && !sentences)
        sentences = makeSentenceFeatures(dataset, splits, options, keys, featuresFolder, stop, progress);
    ClassPrototypes prototypes;
    if (images && sentences && !images->chain.prototypes().empty())
        prototypes = {images->chain.prototypes(),
                      classSentences(sentences->chain, folder / kClassSentences, keeps, stop)};
    if (keeps) {
        if (images && !images->stored)
            storeFeatures(folder, kImageMark, kImageRows, keys.images, *images);
        if (sentences && !sentences->stored)
            storeFeatures(folder, kSentenceMark, kSentenceRows, keys.sentences, *sentences);
        if (memory)
            memory->store();
    }

    auto set = std::make_shared<FeatureSet>();
    set->images = images ? images->rows : givenRows(dataset, View::image);
    set->sentences = sentences ? sentences->rows : givenRows(dataset, View::sentence);
    set->prototypes = std::move(prototypes);
    set->key = keys.both;
    set->pictures = memory ? memory->contentHash() : std::string();
    FittedChain::Images imageChain = GivenChain{set->images.cols(), dataset.given().images.source};
    FittedChain::Sentences textChain = GivenChain{set->sentences.cols(), dataset.given().sentences.source};
    if (images) {
        set->unreadable = std::move(images->unreadable);
        set->unreadableImages = std::move(images->unreadableImages);
        set->leftOutImages = set->unreadableImages;
        set->remarks = std::move(images->remarks);
        imageChain = std::move(images->chain);
    }
    if (sentences) {
        set->sentenceWordColumns = sentences->chain.wordColumns();
        set->remarks.insert(set->remarks.end(), sentences->remarks.begin(), sentences->remarks.end());
        textChain = std::move(sentences->chain);
    }
    set->chain = std::make_shared<FittedChain>(std::move(imageChain), std::move(textChain));
    return set;
}

bool featuresAreStored(const Dataset& dataset, const SplitAssignment& splits, const FeatureOptions& options,
                       const fs::path& featuresFolder) {
    const ExtractedViews extracted(dataset);
    const std::string wordFile =
        extracted.sentences ? wordFileIdentity(options.text, featuresFolder) : std::string();
    const FeatureKeys keys =
        extracted.images
            ? featureKeys(dataset, splits, options, PictureMemory(dataset, featuresFolder).stamps(),
                          userNetworkIdentity(options.image, featuresFolder), wordFile)
            : featureKeys(dataset, splits, options, {}, {}, wordFile);
    const fs::path own = featuresFolder / keys.both;
    if ((!extracted.images || readMark(own / kImageMark, keys.images)) &&
        (!extracted.sentences || readMark(own / kSentenceMark, keys.sentences)))
        return true;
    // A view's features may lie in the folders of other settings of the other view. The rows of class names
    // belong to both and would have to be made.
    const bool hasClassRows = extracted.images && extracted.sentences && hasNames(options.image);
    return !hasClassRows && (!extracted.images || liesAnywhere(featuresFolder, kImageMark, keys.images)) &&
           (!extracted.sentences || liesAnywhere(featuresFolder, kSentenceMark, keys.sentences));
}

} // namespace crossview
