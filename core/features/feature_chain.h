#pragma once

#include "common/matrix.h"
#include "common/progress.h"
#include "dataset/splits.h"
#include "encoders/user/picture_network.h"
#include "features/feature_options.h"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// The fitted chain from a picture or a sentence to its feature row: what a query goes through, exactly as
/// the stored items did. Immutable; safe to call from several threads.
class FeatureChain {
public:
    virtual ~FeatureChain() = default;
    virtual std::size_t imageDimensions() const = 0;
    virtual std::size_t sentenceDimensions() const = 0;
    /// Feature row [imageDimensions] of a picture file. Throws Error when it cannot be read as an image.
    virtual std::vector<float> imageFeatures(const std::filesystem::path& picture) const = 0;
    /// Feature row [sentenceDimensions] of any text, length 1; all zeros when no word of it is known.
    virtual std::vector<float> sentenceFeatures(std::string_view text) const = 0;
    /// Words of the text that the chain does not know (for a hint beside the query box).
    virtual std::vector<std::string> unknownWords(std::string_view text) const = 0;
    /// One line each for a person, e.g. "HSV + HOG + tiny + gist + patches, 800-D".
    virtual std::string imageDescription() const = 0;
    virtual std::string sentenceDescription() const = 0;
};

/// A picture row and a text row for each of many kinds of things that a photo classifier knows: what is known
/// of a picture that is surely called so, and the name. Row by row they belong together.
struct ClassPrototypes {
    SharedMatrix images;    ///< [classes, imageDimensions]
    SharedMatrix sentences; ///< [classes, sentenceDimensions]; zero where the chain knows no word of the name
};

/// Features of every item of a data set together with the chain that made them.
struct FeatureSet {
    SharedMatrix images;    ///< [image count, imageDimensions]
    SharedMatrix sentences; ///< [sentence count, sentenceDimensions], rows of length 1 (or 0)
    /// Leading columns of the sentences that stand for words where the others stand for meaning; else 0.
    std::size_t sentenceWordColumns = 0;
    ClassPrototypes prototypes; ///< empty where the features do not include names
    std::shared_ptr<const FeatureChain> chain;
    std::string key;                            ///< SHA-256 of inputs and settings: name of the files on disk
    std::vector<std::string> unreadable;        ///< "path: reason" of pictures whose row is zero
    std::vector<std::int32_t> unreadableImages; ///< the same pictures by number
};

/// True when extractFeatures would find everything on disk and compute nothing.
bool featuresAreStored(const Dataset& dataset, const SplitAssignment& splits, const FeatureOptions& options,
                       const std::filesystem::path& featuresFolder);

/// Extracts, or maps what is on disk already for exactly these inputs and settings. Files:
/// features/<key>/{images.npy, sentences.npy, chain…}. Parallel, cancellable, with progress.
/// `openNetwork` opens a network of the user's own when a picture has to go through it.
/// Throws Error when fewer than two pictures are readable, the folder cannot be written, or an encoder or
/// network that is needed is not here.
std::shared_ptr<const FeatureSet>
extractFeatures(const Dataset& dataset, const SplitAssignment& splits, const FeatureOptions& options,
                const std::filesystem::path& featuresFolder, const std::stop_token& stop = {},
                const ProgressSink& progress = {}, const NetworkOpener& openNetwork = {});

} // namespace crossview
