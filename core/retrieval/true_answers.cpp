#include "retrieval/true_answers.h"

#include "common/content_sum.h"
#include "common/unicode_text.h"

#include <algorithm>

namespace crossview {
namespace {

/// What makes two texts the same: folded, and without an article in front.
std::string identity(std::string_view text) {
    std::string folded = foldedText(text);
    for (const std::string_view article : {"a ", "an ", "the "})
        if (folded.starts_with(article))
            return folded.substr(article.size());
    return folded;
}

void append(std::vector<std::int32_t>& items, std::span<const std::int32_t> more) {
    items.insert(items.end(), more.begin(), more.end());
}

std::vector<std::int32_t> sortedOnce(std::vector<std::int32_t> items) {
    std::ranges::sort(items);
    items.erase(std::unique(items.begin(), items.end()), items.end());
    return items;
}

} // namespace

std::vector<std::int32_t> TrueAnswers::toText(std::string_view text) {
    const std::vector<SentenceItem>& sentences = m_dataset->sentences();
    if (!std::exchange(m_textsIndexed, true)) {
        m_sentencesByText.reserve(sentences.size());
        for (const SentenceItem& sentence : sentences)
            m_sentencesByText.emplace_back(shortSum(identity(sentence.text)), m_sentencesByText.size());
        std::ranges::sort(m_sentencesByText);
    }
    const std::string wanted = identity(text);
    std::vector<std::int32_t> images;
    const auto sum = shortSum(wanted);
    for (auto entry = std::ranges::lower_bound(m_sentencesByText, sum, {},
                                               [](const auto& known) { return known.first; });
         entry != m_sentencesByText.end() && entry->first == sum; ++entry)
        if (const auto index = static_cast<std::size_t>(entry->second);
            identity(sentences[index].text) == wanted)
            append(images, m_dataset->relation().imagesOf(index));
    return sortedOnce(std::move(images));
}

std::vector<std::int32_t> TrueAnswers::toPicture(const std::filesystem::path& file) {
    if (!std::exchange(m_filesIndexed, true))
        for (std::size_t i = 0; i < m_dataset->images().size(); ++i)
            m_imagesByFileName[m_dataset->images()[i].path.filename().string()].push_back(
                static_cast<std::int32_t>(i));
    std::vector<std::int32_t> sentences;
    const auto found = m_imagesByFileName.find(file.filename().string());
    if (found == m_imagesByFileName.end() || file.filename().empty())
        return sentences;
    std::error_code failure;
    const std::filesystem::path wanted = std::filesystem::weakly_canonical(file, failure);
    for (const std::int32_t image : found->second)
        if (std::filesystem::weakly_canonical(m_dataset->imagePath(static_cast<std::size_t>(image)),
                                              failure) == wanted)
            append(sentences, m_dataset->relation().sentencesOf(static_cast<std::size_t>(image)));
    return sortedOnce(std::move(sentences));
}

std::vector<std::int32_t> TrueAnswers::toItem(ItemRef item) const {
    std::vector<std::int32_t> partners;
    const auto index = static_cast<std::size_t>(item.index);
    append(partners, item.view == View::image ? m_dataset->relation().sentencesOf(index)
                                              : m_dataset->relation().imagesOf(index));
    return partners;
}

} // namespace crossview
