#pragma once

#include "arrays/row_names.h"
#include "dataset/captions.h"
#include "dataset/importers/feature_import.h"
#include "dataset/importers/feature_rows.h"
#include "dataset/relation.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace crossview {

/// Joins rows of features to captions. Rows of images that have names (in their file, or in a list) are those
/// of the pictures called so (RowNames). Else by their order: row r of the sentences is the r-th caption of
/// the file, row r of the images the r-th picture in the order in which the file names them, or that of the
/// r-th caption where every image's row stands once for each of its captions. Captions that are not taken
/// have their rows, too.
class CaptionRows {
public:
    /// Opens the files; nothing is read yet. Throws Error (ArrayFile).
    explicit CaptionRows(const FeatureFiles& files);

    /// With the image features alone, which lie in several files one after the other.
    explicit CaptionRows(const std::vector<std::filesystem::path>& imageFiles);

    bool hasImages() const { return !m_images.empty(); }
    /// Why a picture's captions cannot be taken: it has no row. Empty where it has one, or rows go by order.
    std::string whyLacking(std::string_view image) const;
    /// Tells of the next caption of the file, and of the image and sentence that it became, where it was
    /// taken.
    void add(std::string_view image, const std::optional<Relation::Pair>& taken);

    /// Reads the rows of the items. Throws Error that names the counts where they do not agree, before a
    /// value is read; what readFeatures throws.
    ImportedRows read(std::vector<std::string>& notes, const std::stop_token& stop,
                      const ProgressSink& progress);
    /// How the rows match all captions that were added, for a preview. Throws the same errors about counts.
    std::string matched();
    /// Shapes and types, for a preview.
    std::vector<std::string> notes() const;

private:
    void nameRows(const FeatureFiles& files);
    std::string imageNote(std::size_t taken) const;
    void turnWhereColumnsMatch();
    std::size_t rowsOfImages() const;
    std::vector<std::int32_t> imageRows() const;
    Matrix readImages(std::span<const std::int32_t> chosen, std::vector<std::string>& notes,
                      const std::stop_token& stop, const ProgressSink& progress) const;
    void checkSentences() const;

    std::vector<ArrayFile> m_images;
    std::optional<ArrayFile> m_texts;
    std::optional<RowNames> m_names;                             // of the images' rows
    std::vector<std::int32_t> m_namedRow;                        // [images], where they have names
    std::size_t m_lacking = 0;                                   // pictures without a row
    std::unordered_map<std::string, std::int32_t> m_orderOfName; // of pictures, as the file names them
    std::vector<std::int32_t> m_orderOfImage;                    // [images], the first name's
    std::vector<std::int32_t> m_captionOfImage;                  // [images], the first caption
    std::vector<std::int32_t> m_captionOfSentence;               // [sentences], likewise
    std::size_t m_captions = 0;
};

} // namespace crossview
