#include "features/fitted_chain.h"

#include "common/error.h"

#include <fmt/format.h>

namespace crossview {
namespace {

[[noreturn]] void refuse(const GivenChain& given, const char* what) {
    throw Error(fmt::format("New {} cannot be embedded: their features were given ({}), and the encoder that "
                            "made them is not here; ask with an item of the data instead.",
                            what, given.source));
}

} // namespace

std::string GivenChain::description() const {
    return fmt::format("{}-D, given by {}", columns, source);
}

FittedChain::FittedChain(Images images, Sentences sentences)
    : m_images(std::move(images)), m_sentences(std::move(sentences)) {}

std::size_t FittedChain::imageDimensions() const {
    return std::visit([](const auto& chain) { return chain.dimensions(); }, m_images);
}

std::size_t FittedChain::sentenceDimensions() const {
    return std::visit([](const auto& chain) { return chain.dimensions(); }, m_sentences);
}

std::vector<float> FittedChain::imageFeatures(const std::filesystem::path& picture) const {
    if (const auto* given = std::get_if<GivenChain>(&m_images))
        refuse(*given, "pictures");
    return std::get<ImageChain>(m_images).features(picture);
}

std::vector<float> FittedChain::regionFeatures(const std::filesystem::path& picture,
                                               const PixelBox& box) const {
    if (const auto* given = std::get_if<GivenChain>(&m_images))
        refuse(*given, "pictures");
    return std::get<ImageChain>(m_images).features(picture, box);
}

std::vector<float> FittedChain::sentenceFeatures(std::string_view text) const {
    if (const auto* given = std::get_if<GivenChain>(&m_sentences))
        refuse(*given, "texts");
    return std::get<TextChain>(m_sentences).features(text);
}

std::vector<std::string> FittedChain::unknownWords(std::string_view text) const {
    const auto* chain = std::get_if<TextChain>(&m_sentences);
    return chain ? chain->unknownWords(text) : std::vector<std::string>();
}

std::string FittedChain::imageDescription() const {
    return std::visit([](const auto& chain) { return chain.description(); }, m_images);
}

std::string FittedChain::sentenceDescription() const {
    return std::visit([](const auto& chain) { return chain.description(); }, m_sentences);
}

} // namespace crossview
