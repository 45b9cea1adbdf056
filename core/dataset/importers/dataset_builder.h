#pragma once

#include "dataset/captions.h"
#include "dataset/columns/column_collector.h"
#include "dataset/importers/importer.h"
#include "dataset/importers/problem_list.h"
#include "dataset/importers/region_places.h"
#include "dataset/locating/image_locator.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace crossview {

/// Collects captions into a data set: finds and checks their pictures, makes one sentence of equal texts and
/// one image of equal paths (one region of equal boxes in a picture), and keeps account of what was not
/// taken. A box without a caption is a proposal of its own, whatever regions lie there.
class DatasetBuilder {
public:
    /// `file` stands in messages about captions; `locator` must live as long as this object.
    DatasetBuilder(std::filesystem::path file, ImageLocator& locator);
    /// Goes on with the captions of another file.
    void beginFile(std::filesystem::path file) { m_file = std::move(file); }

    /// Takes a caption, or lists why not and returns it; an empty text when it was taken. A caption is never
    /// lost for another column: an unknown word for a split, a second split or concept of a picture are
    /// remarked on and passed over.
    std::string add(const CaptionRecord& record);
    /// The same for an image that has no picture file, only features: `record.image` is the title by which it
    /// is known, in captions and in the window. Nothing is looked for.
    std::string addWithoutPicture(const CaptionRecord& record);
    /// With its picture where one is found, else without.
    std::string addWhateverPicture(const CaptionRecord& record);
    void addProblem(const std::filesystem::path& file, std::size_t line, const std::string& reason) {
        m_problems.add(file, line, reason);
    }

    /// Image and sentence of the caption that was taken last. Throws std::out_of_range before the first.
    const Relation::Pair& lastPair() const { return m_pairs.at(m_pairs.size() - 1); }
    std::size_t pairCount() const { return m_pairs.size(); }
    /// Whether a picture that is found by this name has regions with phrases.
    bool hasRegionsIn(std::string_view image);
    bool hasSplits() const { return m_hasSplits; }
    /// Images whose picture has this file name, with or without its extension, and images without picture of
    /// this title.
    std::vector<std::size_t> imagesNamed(const std::string& name);
    /// Puts an image into a split, a region with all of its picture; false when it is in another one already.
    bool putIntoSplit(std::size_t image, Split split);

    const ProblemList& problems() const { return m_problems; } ///< what was not taken
    const ProblemList& remarks() const { return m_remarks; }   ///< what was taken in part
    /// Where the pictures lie that were found: "36 pictures under /data/images".
    std::vector<std::string> folderNotes() const;
    /// The data set, problems, remarks, and notes on the columns that were kept; this object is empty
    /// afterwards.
    ImportResult build(const std::string& name);

private:
    /// What stands for the image of a caption: a file, or a title alone.
    struct Place {
        std::filesystem::path picture;    // empty: there is none
        std::string title;                // empty where there is a picture
        std::optional<PixelBox> box = {}; // of a region
        bool isProposal = false;
        std::string key() const;
    };
    std::string whyNotTaken(const CaptionRecord& record, bool hasPicture);
    std::string whyNotPlaced(const CaptionRecord& record, Place& place);
    void takeSplit(std::size_t image, const CaptionRecord& record);
    void takeConcept(std::size_t image, const CaptionRecord& record);
    void dropContradictedConcepts();
    std::int32_t imageAt(const Place& place);
    std::int32_t conceptFor(std::string_view name);
    std::int32_t sentenceOf(const std::string& folded) const; ///< -1 where it is new

    std::filesystem::path m_file;
    ImageLocator& m_locator;
    std::vector<ImageItem> m_images;
    std::vector<bool> m_splitKnown; // [images]
    std::vector<SentenceItem> m_sentences;
    std::vector<std::string> m_concepts;
    std::vector<Relation::Pair> m_pairs;
    std::unordered_map<std::string, std::int32_t> m_imageByKey; // Place::key()
    std::unordered_map<std::string, std::vector<std::size_t>>
        m_imagesByName; // file name and stem; made when asked for
    std::unordered_map<std::uint64_t, std::int32_t> m_sentenceBySum; // of foldedText: half a million texts
    std::unordered_map<std::string, std::int32_t> m_conceptByName;
    std::unordered_map<std::uint64_t, std::size_t> m_lineOfPair;
    std::unordered_set<std::size_t> m_contradicted; // images with two concepts
    std::string m_contradiction;                    // the first of them, as a clause
    RegionPlaces m_regions;
    std::unordered_set<std::string> m_picturesOfRegions; // that have phrases
    ColumnCollector m_columns;
    ProblemList m_problems;
    ProblemList m_remarks;
    bool m_hasSplits = false;
};

} // namespace crossview
