#include "dataset/importers/caption_rows.h"

#include "common/error.h"
#include "common/text.h"
#include "dataset/importers/row_lists.h"

#include <algorithm>
#include <fmt/format.h>

namespace crossview {
namespace {

/// Puts a value at an index that is new or known; the first value of an index stays.
void keepFirst(std::vector<std::int32_t>& values, std::int32_t index, std::int32_t value) {
    const auto at = static_cast<std::size_t>(index);
    if (at >= values.size())
        values.resize(at + 1, -1);
    if (values[at] < 0)
        values[at] = value;
}

} // namespace

CaptionRows::CaptionRows(const FeatureFiles& files) {
    if (!files.pairs.empty() || !files.sentenceNames.empty())
        throw Error(
            "Captions say themselves which rows match and what sentences are called: leave out --pairs "
            "and --text-names, or the captions.");
    if (!files.names.empty() && files.images.empty())
        throw Error("--names says what the rows of the images are called: give --image-features, too.");
    if (!files.images.empty())
        m_images.push_back(openFeatures(files.images, View::image));
    if (!files.texts.empty())
        m_texts.emplace(openFeatures(files.texts, View::sentence));
    if (hasImages())
        nameRows(files);
}

void CaptionRows::nameRows(const FeatureFiles& files) {
    const ArrayFile& images = m_images.front();
    if (!files.names.empty()) {
        const std::vector<std::string> given = readRowNames(files.names, images.rows(), images.place());
        m_names.emplace(given, files.names.string());
    } else if (const std::vector<std::string> own = images.rowNames(); !own.empty()) {
        m_names.emplace(own, images.place());
    }
}

std::string CaptionRows::whyLacking(std::string_view image) const {
    const std::string_view name = trimmed(image);
    if (!m_names || m_names->rowOf(name))
        return {};
    constexpr std::size_t kShown = 200;
    return fmt::format("the picture \"{}\" has no row in {}", onOneLine(name.substr(0, kShown)),
                       m_images.front().place());
}

CaptionRows::CaptionRows(const std::vector<std::filesystem::path>& imageFiles) {
    for (const std::filesystem::path& file : imageFiles) {
        m_images.push_back(openFeatures(file, View::image));
        if (m_images.back().columns() != m_images.front().columns())
            throw Error(fmt::format("{} has {} columns and {} has {}: features of one data set have as many.",
                                    m_images.front().place(), m_images.front().columns(),
                                    m_images.back().place(), m_images.back().columns()));
    }
}

void CaptionRows::add(std::string_view image, const std::optional<Relation::Pair>& taken) {
    const auto next = static_cast<std::int32_t>(m_orderOfName.size());
    const auto [name, isNew] = m_orderOfName.try_emplace(std::string(trimmed(image)), next);
    const std::int32_t order = name->second;
    const auto caption = static_cast<std::int32_t>(m_captions++);
    const std::optional<std::int32_t> row = m_names ? m_names->rowOf(name->first) : std::nullopt;
    m_lacking += isNew && m_names && !row ? 1 : 0;
    if (!taken)
        return;
    if (row)
        keepFirst(m_namedRow, taken->first, *row);
    keepFirst(m_orderOfImage, taken->first, order);
    keepFirst(m_captionOfImage, taken->first, caption);
    keepFirst(m_captionOfSentence, taken->second, caption);
}

/// MATLAB users keep a column an item.
void CaptionRows::turnWhereColumnsMatch() {
    const auto counts = [this](std::size_t items) {
        return items > 0 && (items == m_orderOfName.size() || items == m_captions);
    };
    if (m_images.size() == 1 && !m_names && !counts(m_images.front().rows()) &&
        counts(m_images.front().columnsAsItems()))
        m_images.front().takeColumnsAsItems();
    if (m_texts && m_texts->rows() != m_captions && m_texts->columnsAsItems() == m_captions)
        m_texts->takeColumnsAsItems();
}

std::size_t CaptionRows::rowsOfImages() const {
    std::size_t rows = 0;
    for (const ArrayFile& file : m_images)
        rows += file.rows();
    return rows;
}

std::vector<std::int32_t> CaptionRows::imageRows() const {
    if (m_names)
        return m_namedRow;
    if (rowsOfImages() == m_orderOfName.size())
        return m_orderOfImage;
    if (rowsOfImages() == m_captions)
        return m_captionOfImage;
    throw Error(
        fmt::format("{} has {} rows, and the captions name {} pictures in {} captions: give a row for "
                    "each picture in the order of the captions, or one for each caption.",
                    m_images.front().place(), rowsOfImages(), m_orderOfName.size(), m_captions));
}

void CaptionRows::checkSentences() const {
    if (m_texts->rows() != m_captions)
        throw Error(fmt::format("{} has {} rows, and there are {} captions: give a row for each caption, in "
                                "their order.",
                                m_texts->place(), m_texts->rows(), m_captions));
}

Matrix CaptionRows::readImages(std::span<const std::int32_t> chosen, std::vector<std::string>& notes,
                               const std::stop_token& stop, const ProgressSink& progress) const {
    if (m_images.size() == 1)
        return chosenRows(readFeatures(m_images.front(), notes, stop, progress), chosen);
    Matrix all(chosen.size(), m_images.front().columns());
    std::size_t first = 0; // row of all files
    for (const ArrayFile& file : m_images) {
        const Matrix part = readFeatures(file, notes, stop, progress);
        for (std::size_t i = 0; i < chosen.size(); ++i)
            if (const auto row = static_cast<std::size_t>(chosen[i]);
                row >= first && row < first + part.rows())
                std::ranges::copy(part.row(row - first), all.row(i).begin());
        first += part.rows();
    }
    return all;
}

std::string CaptionRows::imageNote(std::size_t taken) const {
    const std::size_t pictures = m_orderOfName.size();
    if (m_names)
        return fmt::format("{} of {} pictures matched by name among {} rows{}", pictures - m_lacking,
                           pictures, rowsOfImages(),
                           m_lacking == 0 ? "" : fmt::format("; {} have none and are left out", m_lacking));
    return fmt::format("{} of {} pictures matched by row order{}", taken, pictures,
                       rowsOfImages() == pictures ? "" : ", a row for each caption");
}

std::string CaptionRows::matched() {
    turnWhereColumnsMatch();
    if (m_texts)
        checkSentences();
    if (!hasImages())
        return fmt::format("{} captions matched by row order", m_captions);
    imageRows();
    return imageNote(m_orderOfName.size());
}

ImportedRows CaptionRows::read(std::vector<std::string>& notes, const std::stop_token& stop,
                               const ProgressSink& progress) {
    turnWhereColumnsMatch();
    const std::vector<std::int32_t> images = hasImages() ? imageRows() : std::vector<std::int32_t>();
    if (m_texts)
        checkSentences();
    for (const std::string& note : this->notes())
        notes.push_back(note);
    ImportedRows rows;
    if (hasImages()) {
        rows.images = readImages(images, notes, stop, progress);
        rows.origin.images.source = m_images.front().place();
        if (m_images.size() > 1)
            rows.origin.images.source += fmt::format(" and {} more", m_images.size() - 1);
        notes.push_back(imageNote(images.size()));
    }
    if (m_texts) {
        rows.sentences = chosenRows(readFeatures(*m_texts, notes, stop, progress), m_captionOfSentence);
        rows.origin.sentences.source = m_texts->place();
        notes.push_back(fmt::format("{} sentences of {} captions matched by row order; of equal captions the "
                                    "first one's row is taken",
                                    m_captionOfSentence.size(), m_captions));
    }
    return rows;
}

std::vector<std::string> CaptionRows::notes() const {
    std::vector<std::string> notes;
    for (const ArrayFile& file : m_images)
        notes.push_back(describe(file, View::image));
    if (m_texts)
        notes.push_back(describe(*m_texts, View::sentence));
    return notes;
}

} // namespace crossview
