#pragma once

#include "features/feature_block.h"
#include "features/fisher/mixture.h"

#include <memory>

namespace crossview {

class Hash;
class TextBlock;
struct FittedTextBlock;
struct BlockKeyInput;
struct TextFitInput;
struct TextLoadInput;

/// Options of the Fisher vector of words.
struct FisherOptions {
    int fisherComponents = 0; ///< PCA components of the Fisher vector
    int fisherCentres = 30;   ///< of the mixture
    MixtureKind fisherMixture = MixtureKind::hybrid;
};

/// The block of the Fisher vector of a text's word vectors under a mixture of Gaussians and Laplacians
/// (HGLMM) or of Gaussians alone (GMM), reduced by PCA: what the paper trains on (word_vector_block.h).
struct FisherFeatures {
    using Options = FisherOptions;
    static constexpr int Options::*kComponents = &Options::fisherComponents;
    static constexpr BlockDescription kDescription{
        .key = "features.text.fisherComponents",
        .name = CROSSVIEW_TRANSLATABLE("FeatureBlock", "Fisher vector (HGLMM)"),
        .use = CROSSVIEW_TRANSLATABLE("FeatureBlock", "The sentence features of the paper."),
        .label = "Fisher vector (HGLMM)",
        .help =
            "Dimensions kept of the Fisher vector of the text's word vectors, 6000 in the paper; 0 leaves it "
            "out of y.",
        .maximum = 8192,
        .step = 50,
        .dimensions = 800,
        .place = 104,
    };
    static constexpr BlockSetting<Options> kSettings[]{
        {&Options::fisherCentres, "features.text.fisherCentres", "Centres",
         "Densities in the mixture of the Fisher vector: 30 in the paper.", "", 1, 256, 1}};
    static constexpr const char* kPrefix = "fisher"; ///< of its files
    /// Fits on the training sentences and gives the rows of all sentences.
    static FittedTextBlock fit(const TextFitInput& input);
    /// Reads what the block's save wrote with the same options.
    static std::shared_ptr<const TextBlock> load(const TextLoadInput& input);
    /// Dimensions, the mixture and what the word vectors are.
    static void addToKey(Hash& hash, const BlockKeyInput& input);
};

} // namespace crossview
