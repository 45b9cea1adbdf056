#include "dataset/importers/dataset_builder.h"

#include "common/content_sum.h"
#include "common/text.h"
#include "common/unicode_text.h"

#include <algorithm>
#include <map>

namespace crossview {

namespace {

constexpr std::size_t kLongestCaption = std::size_t{1} << 16; // bytes
constexpr std::size_t kLongestName = 4096;                    // bytes, PATH_MAX
constexpr std::size_t kQuoted = 80;                           // bytes of a name in a message
constexpr std::size_t kMostFolders = 5;                       // that are named one by one

bool hasControlCharacter(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

std::uint64_t keyOf(std::int32_t image, std::int32_t sentence) {
    return (static_cast<std::uint64_t>(image) << 32) | static_cast<std::uint32_t>(sentence);
}

/// Of an image in a message.
std::string nameOf(const ImageItem& image) {
    return image.path.empty() ? image.title : image.path.filename().string();
}

} // namespace

DatasetBuilder::DatasetBuilder(std::filesystem::path file, ImageLocator& locator)
    : m_file(std::move(file)), m_locator(locator) {}

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

std::string DatasetBuilder::addWhateverPicture(const CaptionRecord& record) {
    const std::string name(trimmed(record.image));
    const bool isFound = !name.empty() && m_locator.find(name).reason.empty();
    return isFound ? add(record) : addWithoutPicture(record);
}

std::string DatasetBuilder::Place::key() const {
    std::string key = picture.empty() ? "title:" + title : "file:" + picture.string();
    if (box)
        key += (isProposal ? "\nproposal " : "\nregion ") + boxText(*box);
    return key;
}

std::string DatasetBuilder::whyNotTaken(const CaptionRecord& record, bool hasPicture) {
    for (const std::string_view field : {record.image, record.caption})
        if (!isUtf8(field))
            return "the line is not UTF-8 (Latin-1 perhaps); save the file as UTF-8";
    for (const std::string_view field : {record.image, record.caption})
        if (field.find('\0') != std::string_view::npos)
            return "the line holds a NUL byte and is damaged; write it again";
    const std::string imageName(trimmed(record.image));
    if (imageName.empty())
        return "the name of the picture is empty";
    if (isMissing(imageName))
        return "the name of the picture is missing (\"" + imageName + "\")";
    if (hasControlCharacter(imageName) || imageName.size() > kLongestName)
        return "the name of the picture is none: \"" + onOneLine(imageName.substr(0, kQuoted)) + "\"";
    if (record.caption.size() > kLongestCaption)
        return "the caption is " + std::to_string(record.caption.size()) + " bytes long, and at most " +
               std::to_string(kLongestCaption) + " are taken";
    const std::string text = onOneLine(record.caption);
    const std::string folded = foldedText(text);
    Place place;
    place.isProposal = record.box && (folded.empty() || isMissing(text));
    if (folded.empty() && !place.isProposal)
        return "the caption is empty";

    if (isMissing(text) && !place.isProposal)
        return "the caption is missing (\"" + text + "\")";

    if (hasPicture) {
        const ImageLocator::Found& found = m_locator.find(imageName);
        if (!found.reason.empty())
            return found.reason;
        place.picture = found.path;
        if (!found.remark.empty())
            m_remarks.add(m_file, record.line, found.remark);
    } else {
        place.title = onOneLine(imageName);
    }

    if (record.box)
        if (std::string reason = whyNotPlaced(record, place); !reason.empty())
            return reason;
    if (place.isProposal) {
        if (m_imageByKey.contains(place.key()))
            m_regions.addRepeated();
        takeSplit(static_cast<std::size_t>(imageAt(place)), record);
        return {};
    }

    std::int32_t sentence = sentenceOf(folded);
    if (const auto known = m_imageByKey.find(place.key()); sentence >= 0 && known != m_imageByKey.end())
        if (const auto twin = m_lineOfPair.find(keyOf(known->second, sentence)); twin != m_lineOfPair.end()) {
            if (place.box) { // five sentences speak of one thing in the same words: nothing is lost
                m_regions.addRepeated();
                return {};
            }
            return "the picture \"" + imageName + "\" has this caption already" +
                   (twin->second == 0 ? std::string() : " from line " + std::to_string(twin->second));
        }

    const std::int32_t image = imageAt(place);
    if (sentence < 0) {
        sentence = static_cast<std::int32_t>(m_sentences.size());
        m_sentences.push_back({text, place.box ? "phrase" : "caption"});
        m_sentenceBySum.emplace(shortSum(folded), sentence);
    }
    m_pairs.emplace_back(image, sentence);
    m_lineOfPair.emplace(keyOf(image, sentence), record.line);
    takeSplit(static_cast<std::size_t>(image), record);
    takeConcept(static_cast<std::size_t>(image), record);
    m_columns.add(record.cells, m_pairs);
    return {};
}

std::string DatasetBuilder::whyNotPlaced(const CaptionRecord& record, Place& place) {
    RegionPlaces::Placed placed = m_regions.place(*record.box, place.picture);
    if (!placed.reason.empty())
        return placed.reason;
    if (!placed.remark.empty())
        m_remarks.add(m_file, record.line, placed.remark, "cut box");
    place.box = placed.box;
    if (!place.isProposal)
        m_picturesOfRegions.insert(place.picture.string());
    return {};
}

bool DatasetBuilder::hasRegionsIn(std::string_view image) {
    const std::string name(image);
    return !name.empty() && isUtf8(name) && !hasControlCharacter(name) && name.size() <= kLongestName &&
           m_picturesOfRegions.contains(m_locator.find(name).path.string());
}

void DatasetBuilder::takeSplit(std::size_t image, const CaptionRecord& record) {
    const std::string_view word = trimmed(record.split);
    if (isMissing(word) || !isUtf8(word))
        return;
    const std::optional<Split> split = splitFromWord(word);
    if (!split) {
        const std::string shown = onOneLine(word.substr(0, kQuoted));
        m_remarks.add(m_file, record.line,
                      "\"" + shown +
                          "\" is no split that is known (train, validation, test): the caption is taken, the "
                          "picture is in no split",
                      "split " + shown);
    } else if (!putIntoSplit(image, *split)) {
        m_remarks.add(m_file, record.line,
                      "an earlier line puts the picture \"" + nameOf(m_images[image]) +
                          "\" into another split, which holds; the caption is taken");
    }
}

void DatasetBuilder::takeConcept(std::size_t image, const CaptionRecord& record) {
    if (isMissing(record.conceptName) || !isUtf8(record.conceptName))
        return;
    const std::string name = onOneLine(record.conceptName);
    std::int32_t& known = m_images[image].conceptId;
    if (known < 0) {
        known = conceptFor(name);
    } else if (const std::string& earlier = m_concepts[static_cast<std::size_t>(known)]; earlier != name) {
        if (m_contradicted.empty())
            m_contradiction = "line " + std::to_string(record.line) + " gives the picture \"" +
                              nameOf(m_images[image]) + "\" the concept \"" + name +
                              "\" and an earlier line \"" + earlier + "\"";
        m_contradicted.insert(image);
    }
}

void DatasetBuilder::dropContradictedConcepts() {
    if (m_contradicted.empty())
        return;
    constexpr std::size_t kTolerated = 10; // one picture of so many may be a slip
    const auto withConcept = static_cast<std::size_t>(std::count_if(
        m_images.begin(), m_images.end(), [](const ImageItem& image) { return image.conceptId >= 0; }));
    const bool isSlip = m_contradicted.size() * kTolerated <= withConcept;
    m_remarks.add(m_file, 0,
                  m_contradiction + ", " + std::to_string(m_contradicted.size()) +
                      " pictures have several: " +
                      (isSlip ? "the first one holds" : "that column is taken as no concept"));
    if (isSlip)
        return;
    for (ImageItem& image : m_images)
        image.conceptId = -1;
    m_concepts.clear();
}

std::int32_t DatasetBuilder::imageAt(const Place& place) {
    const auto [entry, isNew] = m_imageByKey.emplace(place.key(), static_cast<std::int32_t>(m_images.size()));
    if (isNew) {
        m_imagesByName.clear();
        ImageItem item;
        item.path = place.picture;
        item.title = place.title;
        item.box = place.box;
        m_images.push_back(std::move(item));
        m_splitKnown.push_back(false);
    }
    return entry->second;
}

std::int32_t DatasetBuilder::sentenceOf(const std::string& folded) const {
    const auto known = m_sentenceBySum.find(shortSum(folded));
    if (known == m_sentenceBySum.end())
        return -1;
    // Two texts may have one sum; then the second is kept as a sentence of its own.
    const std::string& text = m_sentences[static_cast<std::size_t>(known->second)].text;
    return foldedText(text) == folded ? known->second : -1;
}

std::int32_t DatasetBuilder::conceptFor(std::string_view name) {
    const auto [entry, isNew] =
        m_conceptByName.emplace(std::string(name), static_cast<std::int32_t>(m_concepts.size()));
    if (isNew)
        m_concepts.emplace_back(name);
    return entry->second;
}

std::vector<std::size_t> DatasetBuilder::imagesNamed(const std::string& name) {
    if (m_imagesByName.empty())
        for (std::size_t i = 0; i < m_images.size(); ++i) {
            const std::filesystem::path& picture = m_images[i].path;
            const std::string own = picture.empty() ? m_images[i].title : picture.filename().string();
            const std::string stem = picture.empty() ? own : picture.stem().string();
            m_imagesByName[own].push_back(i);
            if (stem != own)
                m_imagesByName[stem].push_back(i);
        }
    const auto found = m_imagesByName.find(name);
    return found == m_imagesByName.end() ? std::vector<std::size_t>{} : found->second;
}

bool DatasetBuilder::putIntoSplit(std::size_t image, Split split) {
    if (m_images[image].box && !m_regions.putIntoSplit(m_images[image], split))
        return false;
    if (m_splitKnown[image])
        return m_images[image].fileSplit == split;
    m_images[image].fileSplit = split;
    m_splitKnown[image] = true;
    m_hasSplits = true;
    return true;
}

std::vector<std::string> DatasetBuilder::folderNotes() const {
    std::map<std::filesystem::path, std::size_t> counts;
    std::unordered_set<std::string> counted; // a picture of several regions
    for (const ImageItem& image : m_images)
        if (!image.path.empty() && counted.insert(image.path.string()).second) {
            const std::filesystem::path root = m_locator.rootOf(image.path);
            ++counts[root.empty() ? image.path.parent_path() : root];
        }
    std::vector<std::string> notes;
    for (const auto& [folder, count] : counts) {
        if (notes.size() == kMostFolders) {
            notes.push_back("pictures under " + std::to_string(counts.size() - kMostFolders) +
                            " more folders");
            break;
        }
        notes.push_back(std::to_string(count) + (count == 1 ? " picture under " : " pictures under ") +
                        folder.string());
    }
    return notes;
}

ImportResult DatasetBuilder::build(const std::string& name) {
    dropContradictedConcepts();
    ImportResult result;
    std::vector<ItemColumn> columns = m_columns.finish(m_images.size(), m_sentences.size());
    result.notes = m_columns.notes();
    Relation relation(m_images.size(), m_sentences.size(), std::move(m_pairs));
    for (ImageItem& image : m_images)
        if (image.box) // the file may name the split of one region of a picture only
            image.fileSplit = m_regions.splitOf(image).value_or(image.fileSplit);
    for (std::string& note : m_regions.notes(m_images, relation))
        result.notes.push_back(std::move(note));
    result.dataset =
        Dataset(name, std::move(m_images), std::move(m_sentences), std::move(relation), std::move(m_concepts))
            .withColumns(std::move(columns));
    result.problems = m_problems.problems();
    result.problemCount = m_problems.count();
    result.remarks = m_remarks.problems();
    return result;
}

} // namespace crossview
