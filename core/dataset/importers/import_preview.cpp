#include "dataset/importers/import_preview.h"

#include "common/text.h"
#include "common/unicode_text.h"
#include "dataset/importers/caption_reading.h"
#include "dataset/importers/caption_rows.h"
#include "dataset/importers/dataset_builder.h"
#include "dataset/importers/embedding_folder.h"
#include "dataset/importers/feature_rows.h"
#include "dataset/importers/formats.h"
#include "dataset/locating/image_locator.h"
#include "dataset/locating/picture_folders.h"

#include <optional>
#include <unordered_set>

namespace crossview {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kLongestShown = 500; // bytes of a caption or a name

/// Ends the reading of a file of which enough was seen: thrown by the sink, caught in previewImport() only.
struct Enough {};

/// At most kLongestShown bytes, never a part of a UTF-8 character.
std::string shown(std::string_view text) {
    text = text.substr(0, kLongestShown);
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0x80U) != 0 && !isUtf8(text))
        text.remove_suffix(1);
    return onOneLine(text);
}

/// Takes what a format reads: the first captions as they would be imported, of the others only the counts.
class PreviewTaker {
public:
    PreviewTaker(ImportPreview& preview, const CaptionSource& source, ImageLocator& locator, bool countAll,
                 CaptionRows* rows, const std::stop_token& stop)
        : m_preview(preview), m_locator(locator), m_builder(preview.file, locator),
          m_hasArchives(source.archiveFormat != nullptr), m_countAll(countAll), m_rows(rows), m_stop(stop) {}

    CaptionTaker taker() {
        return {[this](const fs::path& file, const CaptionFormat& format) {
                    m_builder.beginFile(file);
                    m_file = file;
                    if (!m_preview.format)
                        m_preview.format = &format;
                },
                [this](const CaptionRecord& record) { take(record); },
                [this](const fs::path& file, std::size_t line, const std::string& reason) {
                    if (isChecking())
                        m_builder.addProblem(file, line, reason);
                },
                [this](const std::string& note) { m_preview.notes.push_back(note); },
                [this](std::size_t, std::size_t) { throwIfStopped(m_stop); }};
    }
    /// Moves the counts and the problems into the preview.
    void finish() {
        m_preview.images = m_images.size();
        for (const std::string& note : m_builder.folderNotes())
            m_preview.notes.push_back(note);
        for (const std::string& note : m_locator.notes())
            m_preview.notes.push_back(note);
        ImportResult taken = m_builder.build({});
        m_preview.notes.insert(m_preview.notes.end(), taken.notes.begin(), taken.notes.end());
        m_preview.problemCount = taken.problemCount;
        m_preview.problems = std::move(taken.problems);
        m_preview.remarks = std::move(taken.remarks);
    }

private:
    /// Whether a picture lies in the archive that is read: its reader has looked at it.
    bool isPacked(std::string_view image) const {
        return m_hasArchives && image.starts_with(m_file.filename().string() + '/');
    }
    bool isChecking() const { return m_preview.checked < kPreviewChecked; }

    void take(const CaptionRecord& record) {
        throwIfStopped(m_stop);
        if (!isChecking() && !m_countAll)
            throw Enough();
        ++m_preview.captions;
        m_images.emplace(trimmed(record.image));
        if (m_rows)
            m_rows->add(record.image, std::nullopt);
        if (!isChecking())
            return;
        ++m_preview.checked;
        std::string reason = m_rows ? m_rows->whyLacking(record.image) : std::string();
        if (!reason.empty())
            m_builder.addProblem(m_file, record.line, reason);
        else
            reason = isPacked(record.image)          ? m_builder.addWithoutPicture(record)
                     : m_rows && m_rows->hasImages() ? m_builder.addWhateverPicture(record)
                                                     : m_builder.add(record);
        m_preview.taken += reason.empty() ? 1 : 0;
        if (m_preview.items.size() >= kPreviewItems)
            return;
        const std::string name(trimmed(record.image));
        fs::path picture;
        if (reason.empty()) // a picture of an archive has been looked at there
            picture = isPacked(name) ? m_file.parent_path() / name : m_locator.find(name).path;
        m_preview.items.push_back({shown(record.image), shown(record.caption), picture, std::move(reason)});
    }

    ImportPreview& m_preview;
    ImageLocator& m_locator;
    DatasetBuilder m_builder;
    bool m_hasArchives;
    bool m_countAll;
    CaptionRows* m_rows; // features that were given; of the images, they may stand for pictures
    fs::path m_file;     // what is read
    const std::stop_token& m_stop;
    std::unordered_set<std::string> m_images; // names
};

} // namespace

ImportPreview previewImport(const ImportOptions& given, const std::stop_token& stop,
                            const PreviewLimits& limits) {
    throwIfStopped(stop);
    ImportPreview preview;
    const ImportOptions options = withEmbeddingFolder(given);
    if (options.captions.empty() && !given.captions.empty()) {
        preview.format = &embeddingFormat();
        preview.file = given.captions;
        preview.notes = previewMatrices(options.features);
        preview.images = openFeatures(options.features.images, View::image).rows();
        preview.captions = openFeatures(options.features.texts, View::sentence).rows();
        preview.whole = true;
        return preview;
    }
    const CaptionFormat* asked = options.format.empty() ? nullptr : &captionFormat(options.format);
    const CaptionSource source = findCaptions(options.captions, asked, stop);
    preview.file = source.place();
    const bool bringsFeatures = source.folderFormat && source.folderFormat->imageFeatures;
    std::optional<CaptionRows> rows;
    if (options.features.any())
        rows.emplace(options.features);
    else if (bringsFeatures)
        rows.emplace(source.folderFormat->imageFeatures(source.given));
    if (rows)
        preview.notes = rows->notes();
    preview.format = asked;
    ImageLocator locator(importFolders(options.imageFolder, options.captions, source.place()), stop, {},
                         limits.pictureFiles);
    std::uintmax_t bytes = 0;
    for (const CaptionFile& file : source.files) {
        std::error_code code;
        const auto size = fs::file_size(file.path, code);
        bytes += code ? 0 : size;
    }
    PreviewTaker taker(preview, source, locator, !source.folderFormat && bytes <= limits.countBytes,
                       rows ? &*rows : nullptr, stop);
    try {
        preview.whole = readCaptions(source, asked, options.imageFolder.empty(), locator, nullptr, stop,
                                     taker.taker(), limits.headBytes);
    } catch (const Enough&) { // the rest looks like this
    }
    if (rows && preview.whole)
        preview.notes.push_back(rows->matched());
    taker.finish();
    return preview;
}

} // namespace crossview
