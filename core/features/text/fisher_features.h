#pragma once

#include "common/matrix.h"
#include "features/feature_block.h"

#include <memory>

namespace crossview {

class Hash;
class TextBlock;
struct BlockKeyInput;
struct FittedTextBlock;
struct TextFitInput;
struct TextLoadInput;

/// Options of the Fisher vectors.
struct FisherOptions {
    int fisherComponents = 0; ///< PCA components of the Fisher vector (the paper: 6,000)
    int fisherCentres = 30;   ///< of the mixture
    int fisherGaussian = 0;   ///< 1: all densities Gaussian (GMM); 0: hybrid with the Laplacian (HGLMM)
};

/// The paper's text features: the Fisher vector of a text's word vectors under a hybrid Gaussian-Laplacian
/// mixture (CVPR 2016, section 4.1; word_vector_block.h).
struct FisherFeatures {
    using Options = FisherOptions;
    static constexpr int Options::*kComponents = &Options::fisherComponents;
    static constexpr BlockDescription kDescription{
        .key = "features.text.fisherComponents",
        .name = CROSSVIEW_TRANSLATABLE("FeatureBlock", "Fisher (HGLMM)"),
        .use = CROSSVIEW_TRANSLATABLE("FeatureBlock", "The paper's text features."),
        .label = "Fisher (HGLMM)",
        .help = "Dimensions kept of the Fisher vector of the text's words under a hybrid Gaussian-Laplacian "
                "mixture, as in the paper (6,000 there); 0 leaves it out of y.",
        .maximum = 6000,
        .step = 50,
        .dimensions = 400,
    };
    static constexpr BlockSetting<Options> kSettings[]{
        {&Options::fisherCentres, "features.text.fisherCentres", "Mixture centres",
         "Centres of the mixture that Fisher vectors are taken of; the paper has 30.", "centres", 1, 200, 5},
        {&Options::fisherGaussian, "features.text.fisherGaussian", "Gaussian only",
         "1: every density of the mixture is Gaussian (GMM); 0: Gaussian or Laplacian, as the words ask for.",
         "", 0, 1, 1}};
    /// Fits on the training sentences and gives the rows of all sentences in `rows` [sentences, dimensions].
    static FittedTextBlock fit(const TextFitInput& input);
    /// Reads what the block's save wrote with the same options.
    static std::shared_ptr<const TextBlock> load(const TextLoadInput& input);
    /// Its options and the size of the word vectors.
    static void addToKey(Hash& hash, const BlockKeyInput& input);
};

} // namespace crossview
