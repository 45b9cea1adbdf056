#pragma once

#include "features/feature_chain.h"
#include "features/image/image_chain.h"
#include "features/text/text_chain.h"

#include <string>
#include <variant>

namespace crossview {

/// Stands for the chain of a view whose features were given: what made them is not here.
struct GivenChain {
    std::size_t columns = 0;
    std::string source; ///< GivenRows::source

    std::size_t dimensions() const { return columns; }
    std::string description() const;
};

/// The chain that extractFeatures hands out: the chain of each view, fitted on the same split. Where a view's
/// features were given, asking for a new row throws Error with a sentence that says so.
class FittedChain final : public FeatureChain {
public:
    using Images = std::variant<ImageChain, GivenChain>;
    using Sentences = std::variant<TextChain, GivenChain>;
    FittedChain(Images images, Sentences sentences);

    std::size_t imageDimensions() const override;
    std::size_t sentenceDimensions() const override;
    std::vector<float> imageFeatures(const std::filesystem::path& picture) const override;
    std::vector<float> regionFeatures(const std::filesystem::path& picture,
                                      const PixelBox& box) const override;
    std::vector<float> sentenceFeatures(std::string_view text) const override;
    std::vector<std::string> unknownWords(std::string_view text) const override;
    std::string imageDescription() const override;
    std::string sentenceDescription() const override;

private:
    Images m_images;
    Sentences m_sentences;
};

} // namespace crossview
