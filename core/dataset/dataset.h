#pragma once

#include "common/pixel_box.h"
#include "dataset/columns/item_column.h"
#include "dataset/given_features.h"
#include "dataset/relation.h"
#include "dataset/view.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace crossview {

/// The part of the data an item belongs to. `unused` items are neither trained on nor evaluated (e.g. further
/// images of a held-out concept).
enum class Split : std::uint8_t { train, validation, test, unused };
const char* toString(Split split);

/// One image. Its picture stays where it is on disk; an image known by its features alone has none. With a
/// box it is a region: what lies in the box is the image, and other regions may be of the same picture. A
/// region that no sentence describes is a proposal: a place where a phrase may be looked for.
struct ImageItem {
    std::filesystem::path path;       ///< absolute, or relative to the project folder; empty: no picture
    std::string title;                ///< short name for a person; may be empty
    std::int32_t conceptId = -1;      ///< index into Dataset::concepts, -1 where none is known
    std::string source;               ///< collection or licence line it came from; may be empty
    Split fileSplit = Split::unused;  ///< split named by the imported file; unused where it names none
    std::optional<PixelBox> box = {}; ///< of a region, within its picture; nothing: the whole picture
};

/// One sentence (any text: name, keywords, caption).
struct SentenceItem {
    std::string text; ///< UTF-8, one line
    std::string kind; ///< e.g. "name", "keywords", "gloss", "caption"; may be empty
};

/// Items in two views with their relation: one immutable value, shared as shared_ptr<const Dataset>.
class Dataset {
public:
    Dataset() = default;
    /// Throws std::out_of_range when the relation or a concept id does not fit the items.
    Dataset(std::string name, std::vector<ImageItem> images, std::vector<SentenceItem> sentences,
            Relation relation, std::vector<std::string> concepts, std::filesystem::path folder = {},
            GivenFeatures given = {});

    const std::string& name() const { return m_name; }
    /// The project's, which relative paths start from; empty where there is none.
    const std::filesystem::path& folder() const { return m_folder; }
    const std::vector<ImageItem>& images() const { return m_images; }
    const std::vector<SentenceItem>& sentences() const { return m_sentences; }
    const Relation& relation() const { return m_relation; }
    const std::vector<std::string>& concepts() const { return m_concepts; }
    /// Features that came with the data; where a view has them, nothing is extracted from its items.
    const GivenFeatures& given() const { return m_given; }
    /// The same data with other given features.
    Dataset withGiven(GivenFeatures given) const;
    /// What else the imported file says of the items, in its order.
    const std::vector<ItemColumn>& columns() const { return *m_columns; }
    /// The same data with other columns. Throws std::out_of_range when one does not fit the items.
    Dataset withColumns(std::vector<ItemColumn> columns) &&;
    bool hasConcepts() const { return !m_concepts.empty(); }
    bool hasFileSplits() const;
    /// Whether the image has a picture file; whether any image has one. Throws std::out_of_range.
    bool hasPicture(std::size_t image) const { return !m_images.at(image).path.empty(); }
    bool hasPictures() const;
    /// Whether any image is a region of its picture; whether this one is a region that no sentence describes.
    bool hasRegions() const;
    bool isProposal(std::size_t image) const {
        return m_images.at(image).box && m_relation.sentencesOf(image).empty();
    }
    /// Absolute path of an image's picture (relative paths are resolved against the project folder); empty
    /// where it has none.
    std::filesystem::path imagePath(std::size_t image) const;
    /// Title of an image, or its first sentence, or its file name (of a proposal with its box), or "image
    /// 17", counted from 1.
    std::string imageTitle(std::size_t image) const;
    /// Absolute path of the given features of a view; empty where none were given.
    std::filesystem::path givenFile(View view) const;
    /// SHA-256 over items, relation, concepts and given features: what a run was trained on.
    std::string hash() const;

private:
    std::string m_name;
    std::vector<ImageItem> m_images;
    std::vector<SentenceItem> m_sentences;
    Relation m_relation;
    std::vector<std::string> m_concepts;
    std::filesystem::path m_folder;
    GivenFeatures m_given;
    // Shared: they may be larger than all else, and copies of a data set have the same ones.
    std::shared_ptr<const std::vector<ItemColumn>> m_columns =
        std::make_shared<const std::vector<ItemColumn>>();
};

} // namespace crossview
