#include "dataset/importers/dataset_builder.h"

#include "common/text.h"
#include "common/unicode_text.h"

#include <algorithm>

namespace crossview {

namespace {

constexpr std::size_t kMostProblems = 1000;
constexpr std::size_t kLongestCaption = std::size_t{1} << 16; // bytes
constexpr std::size_t kLongestName = 4096;                    // bytes, PATH_MAX
constexpr std::size_t kQuoted = 80;                           // bytes of a name in a message

bool hasControlCharacter(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

std::uint64_t keyOf(std::int32_t image, std::int32_t sentence) {
    return (static_cast<std::uint64_t>(image) << 32) | static_cast<std::uint32_t>(sentence);
}

} // namespace

DatasetBuilder::DatasetBuilder(std::filesystem::path file, ImageLocator& locator)
    : m_file(std::move(file)), m_locator(locator) {}

void DatasetBuilder::addProblem(const std::filesystem::path& file, std::size_t line,
                                const std::string& reason) {
    ++m_problemCount;
    if (m_problems.size() < kMostProblems)
        m_problems.push_back({file, line, reason});
}

std::string DatasetBuilder::add(const CaptionRecord& record) {
    std::string reason = whyNotTaken(record, true);
    if (!reason.empty())
        addProblem(m_file, record.line, reason);
    return reason;
}

std::string DatasetBuilder::addWithoutPicture(const CaptionRecord& record) {
    std::string reason = whyNotTaken(record, false);
    if (!reason.empty())
        addProblem(m_file, record.line, reason);
    return reason;
}

std::string DatasetBuilder::Place::key() const {
    return picture.empty() ? "title:" + title : "file:" + picture.string();
}

std::string DatasetBuilder::whyNotTaken(const CaptionRecord& record, bool hasPicture) {
    for (const std::string_view field : {record.image, record.caption, record.split, record.conceptName})
        if (!isUtf8(field))
            return "the line is not UTF-8 (Latin-1 perhaps); save the file as UTF-8";
    const std::string imageName(trimmed(record.image));
    if (imageName.empty())
        return "the name of the picture is empty";
    if (hasControlCharacter(imageName) || imageName.size() > kLongestName)
        return "the name of the picture is none: \"" + onOneLine(imageName.substr(0, kQuoted)) + "\"";
    if (record.caption.size() > kLongestCaption)
        return "the caption is " + std::to_string(record.caption.size()) + " bytes long";
    const std::string text = onOneLine(record.caption);
    const std::string folded = foldedText(text);
    if (folded.empty())
        return "the caption is empty";

    std::optional<Split> split;
    if (const std::string_view word = trimmed(record.split); !word.empty()) {
        split = splitFromWord(word);
        if (!split)
            return "\"" + onOneLine(word.substr(0, kQuoted)) +
                   "\" is no split: it is train, validation or test";
    }
    Place place;
    if (hasPicture) {
        const ImageLocator::Found& found = m_locator.find(imageName);
        if (!found.reason.empty())
            return found.reason;
        place.picture = found.path;
    } else {
        place.title = onOneLine(imageName);
    }

    // What an earlier line said about the picture stands: an item has one concept and lies in one split.
    const std::string conceptName = onOneLine(record.conceptName);
    if (const auto known = m_imageByKey.find(place.key()); known != m_imageByKey.end()) {
        const auto image = static_cast<std::size_t>(known->second);
        if (split && m_splitKnown[image] && m_images[image].fileSplit != *split)
            return "an earlier line puts the picture \"" + imageName + "\" into the split " +
                   toString(m_images[image].fileSplit);
        const std::int32_t earlier = m_images[image].conceptId;
        if (!conceptName.empty() && earlier >= 0 &&
            m_concepts[static_cast<std::size_t>(earlier)] != conceptName)
            return "an earlier line gives the picture \"" + imageName + "\" the concept \"" +
                   m_concepts[static_cast<std::size_t>(earlier)] + "\"";
        if (const auto sentence = m_sentenceByText.find(folded); sentence != m_sentenceByText.end())
            if (const auto twin = m_lineOfPair.find(keyOf(known->second, sentence->second));
                twin != m_lineOfPair.end())
                return "the picture \"" + imageName + "\" has this caption already" +
                       (twin->second == 0 ? std::string() : " from line " + std::to_string(twin->second));
    }

    const std::int32_t image = imageAt(place);
    const auto [entry, isNew] =
        m_sentenceByText.emplace(folded, static_cast<std::int32_t>(m_sentences.size()));
    if (isNew)
        m_sentences.push_back({text, "caption"});
    const std::int32_t sentence = entry->second;
    m_pairs.emplace_back(image, sentence);
    m_lineOfPair.emplace(keyOf(image, sentence), record.line);
    if (split)
        putIntoSplit(static_cast<std::size_t>(image), *split);
    if (!conceptName.empty())
        m_images[static_cast<std::size_t>(image)].conceptId = conceptFor(conceptName);
    return {};
}

std::int32_t DatasetBuilder::imageAt(const Place& place) {
    const auto [entry, isNew] = m_imageByKey.emplace(place.key(), static_cast<std::int32_t>(m_images.size()));
    if (isNew) {
        const bool hasPicture = !place.picture.empty();
        const std::string name = hasPicture ? place.picture.filename().string() : place.title;
        const std::string stem = hasPicture ? place.picture.stem().string() : name;
        m_imagesByName[name].push_back(m_images.size());
        if (stem != name)
            m_imagesByName[stem].push_back(m_images.size());
        ImageItem item;
        item.path = place.picture;
        item.title = place.title;
        m_images.push_back(std::move(item));
        m_splitKnown.push_back(false);
    }
    return entry->second;
}

std::int32_t DatasetBuilder::conceptFor(std::string_view name) {
    const auto [entry, isNew] =
        m_conceptByName.emplace(std::string(name), static_cast<std::int32_t>(m_concepts.size()));
    if (isNew)
        m_concepts.emplace_back(name);
    return entry->second;
}

std::vector<std::size_t> DatasetBuilder::imagesNamed(const std::string& name) const {
    const auto found = m_imagesByName.find(name);
    return found == m_imagesByName.end() ? std::vector<std::size_t>{} : found->second;
}

bool DatasetBuilder::putIntoSplit(std::size_t image, Split split) {
    if (m_splitKnown[image])
        return m_images[image].fileSplit == split;
    m_images[image].fileSplit = split;
    m_splitKnown[image] = true;
    m_hasSplits = true;
    return true;
}

ImportResult DatasetBuilder::build(const std::string& name) {
    ImportResult result;
    Relation relation(m_images.size(), m_sentences.size(), std::move(m_pairs));
    result.dataset = Dataset(name, std::move(m_images), std::move(m_sentences), std::move(relation),
                             std::move(m_concepts));
    result.problems = std::move(m_problems);
    result.problemCount = m_problemCount;
    return result;
}

} // namespace crossview
