#include "dataset/dataset.h"

#include "common/hash.h"
#include "dataset/portable_path.h"

#include <algorithm>
#include <stdexcept>

namespace crossview {

const char* toString(Split split) {
    switch (split) {
    case Split::train:
        return "train";
    case Split::validation:
        return "validation";
    case Split::test:
        return "test";
    case Split::unused:
        break;
    }
    return "unused";
}

Dataset::Dataset(std::string name, std::vector<ImageItem> images, std::vector<SentenceItem> sentences,
                 Relation relation, std::vector<std::string> concepts, std::filesystem::path folder,
                 GivenFeatures given)
    : m_name(std::move(name)), m_images(std::move(images)), m_sentences(std::move(sentences)),
      m_relation(std::move(relation)), m_concepts(std::move(concepts)), m_folder(std::move(folder)),
      m_given(std::move(given)) {
    if (m_relation.imageCount() != m_images.size() || m_relation.sentenceCount() != m_sentences.size())
        throw std::out_of_range("Dataset: the relation does not fit the items");
    for (const ImageItem& image : m_images)
        if (image.conceptId < -1 || image.conceptId >= static_cast<std::int64_t>(m_concepts.size()))
            throw std::out_of_range("Dataset: an image names a concept that does not exist");
}

Dataset Dataset::withGiven(GivenFeatures given) const {
    Dataset changed = *this;
    changed.m_given = std::move(given);
    return changed;
}

Dataset Dataset::withColumns(std::vector<ItemColumn> columns) && {
    for (const ItemColumn& column : columns)
        if (!column.fits(column.view == View::image ? m_images.size() : m_sentences.size()))
            throw std::out_of_range("Dataset: the column " + column.name + " does not fit the items");
    m_columns = std::make_shared<const std::vector<ItemColumn>>(std::move(columns));
    return std::move(*this);
}

std::filesystem::path Dataset::givenFile(View view) const {
    const GivenRows& rows = view == View::image ? m_given.images : m_given.sentences;
    return rows.areGiven() ? (m_folder / rows.file).lexically_normal() : std::filesystem::path();
}

bool Dataset::hasFileSplits() const {
    return std::any_of(m_images.begin(), m_images.end(),
                       [](const ImageItem& image) { return image.fileSplit != Split::unused; });
}

bool Dataset::hasPictures() const {
    return std::any_of(m_images.begin(), m_images.end(),
                       [](const ImageItem& image) { return !image.path.empty(); });
}

bool Dataset::hasRegions() const {
    return std::any_of(m_images.begin(), m_images.end(),
                       [](const ImageItem& image) { return image.box.has_value(); });
}

std::filesystem::path Dataset::imagePath(std::size_t image) const {
    const std::filesystem::path& path = m_images.at(image).path;
    // An empty path is relative too, and would name the folder.
    return path.empty() || path.is_absolute() || m_folder.empty() ? path
                                                                  : (m_folder / path).lexically_normal();
}

std::string Dataset::imageTitle(std::size_t image) const {
    const ImageItem& item = m_images.at(image);
    if (!item.title.empty())
        return item.title;
    const auto sentences = m_relation.sentencesOf(image);
    if (!sentences.empty())
        return m_sentences[static_cast<std::size_t>(sentences.front())].text;
    if (item.path.empty())
        return "image " + std::to_string(image + 1);
    const std::string name = item.path.filename().string();
    return item.box ? name + " (" + boxText(*item.box) + ")" : name;
}

std::string Dataset::hash() const {
    // Pictures count by their path as a project writes it, so that a project moved together with its pictures
    // keeps its features. Titles, sources, columns and the file's splits do not change what is learned: left
    // out.
    Hash hash;
    hash.add("dataset-1").add(static_cast<long long>(m_images.size()));
    for (const ImageItem& image : m_images)
        hash.add(portablePath(image.path, m_folder).generic_string())
            .add(static_cast<long long>(image.conceptId));
    if (hasRegions()) { // else the hash is that of before there were any
        hash.add("boxes");
        for (const ImageItem& image : m_images)
            hash.add(image.box ? boxText(*image.box) : std::string());
    }
    hash.add(static_cast<long long>(m_sentences.size()));
    for (const SentenceItem& sentence : m_sentences)
        hash.add(sentence.text).add(sentence.kind);
    hash.add(static_cast<long long>(m_concepts.size()));
    for (const std::string& conceptName : m_concepts)
        hash.add(conceptName);
    for (std::size_t image = 0; image < m_images.size(); ++image) {
        const auto sentences = m_relation.sentencesOf(image);
        hash.add(static_cast<long long>(sentences.size())).addBytes(std::as_bytes(sentences));
    }
    if (m_given.any()) // else the hash is that of before there were any
        hash.add("given")
            .add(m_given.images.file.generic_string())
            .add(m_given.sentences.file.generic_string());
    return hash.hex();
}

} // namespace crossview
