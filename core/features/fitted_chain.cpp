#include "features/fitted_chain.h"

namespace crossview {

FittedChain::FittedChain(ImageChain images, TextChain sentences)
    : m_images(std::move(images)), m_sentences(std::move(sentences)) {}

std::size_t FittedChain::imageDimensions() const {
    return m_images.dimensions();
}

std::size_t FittedChain::sentenceDimensions() const {
    return m_sentences.dimensions();
}

std::vector<float> FittedChain::imageFeatures(const std::filesystem::path& picture) const {
    return m_images.features(picture);
}

std::vector<float> FittedChain::sentenceFeatures(std::string_view text) const {
    return m_sentences.features(text);
}

std::vector<std::string> FittedChain::unknownWords(std::string_view text) const {
    return m_sentences.unknownWords(text);
}

std::string FittedChain::imageDescription() const {
    return m_images.description();
}

std::string FittedChain::sentenceDescription() const {
    return m_sentences.description();
}

} // namespace crossview
