#pragma once

#include "features/feature_chain.h"
#include "features/image/image_chain.h"
#include "features/text/text_chain.h"

namespace crossview {

/// The chain that extractFeatures hands out: the chain of each view, fitted on the same split.
class FittedChain final : public FeatureChain {
public:
    FittedChain(ImageChain images, TextChain sentences);

    std::size_t imageDimensions() const override;
    std::size_t sentenceDimensions() const override;
    std::vector<float> imageFeatures(const std::filesystem::path& picture) const override;
    std::vector<float> sentenceFeatures(std::string_view text) const override;
    std::vector<std::string> unknownWords(std::string_view text) const override;
    std::string imageDescription() const override;
    std::string sentenceDescription() const override;

private:
    ImageChain m_images;
    TextChain m_sentences;
};

} // namespace crossview
