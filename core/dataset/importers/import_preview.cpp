#include "dataset/importers/import_preview.h"

#include "common/text.h"
#include "common/unicode_text.h"
#include "dataset/importers/caption_file.h"
#include "dataset/importers/dataset_builder.h"
#include "dataset/importers/formats.h"
#include "dataset/importers/image_locator.h"
#include "files/file_handle.h"

#include <algorithm>
#include <span>
#include <unordered_set>

namespace crossview {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kLongestShown = 500; // bytes of a caption or a name

/// Ends the reading of a file of which enough was seen: thrown by the sink, caught in previewImport() only.
struct Enough {};

/// The beginning of a file; `cut` where it is not all of it.
struct Head {
    std::string text;
    bool cut = false;
};

Head readHead(const fs::path& file, std::size_t most) {
    std::error_code code;
    const auto size = fs::file_size(file, code);
    if (code || size <= most)
        return {readCaptionFile(file), false};
    Head head{std::string(most, '\0'), true};
    head.text.resize(readSome(openForReading(file), std::as_writable_bytes(std::span(head.text)), file));
    requireText(file, head.text);
    // The last line is not whole. JSON may have a single one: it is read up to where it breaks off.
    if (const std::size_t end = head.text.rfind('\n'); end != std::string::npos)
        head.text.resize(end + 1);
    return head;
}

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
    PreviewTaker(ImportPreview& preview, ImageLocator& locator, bool countAll, const std::stop_token& stop)
        : m_preview(preview), m_locator(locator), m_builder(preview.file, locator), m_countAll(countAll),
          m_stop(stop) {}

    CaptionSink sink() {
        return {[this](const CaptionRecord& record) { take(record); },
                [this](std::size_t line, const std::string& reason) {
                    if (isChecking())
                        m_builder.addProblem(m_preview.file, line, reason);
                },
                [this](std::size_t, std::size_t) { throwIfStopped(m_stop); }};
    }
    /// Moves the counts and the problems into the preview.
    void finish() {
        m_preview.images = m_images.size();
        m_preview.problemCount = m_builder.problemCount();
        const auto& problems = m_builder.problems();
        m_preview.problems.assign(problems.begin(), problems.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                                           problems.size(), kPreviewItems)));
    }

private:
    bool isChecking() const { return m_preview.checked < kPreviewChecked; }

    void take(const CaptionRecord& record) {
        throwIfStopped(m_stop);
        if (!isChecking() && !m_countAll)
            throw Enough();
        ++m_preview.captions;
        m_images.emplace(trimmed(record.image));
        if (!isChecking())
            return;
        ++m_preview.checked;
        std::string reason = m_builder.add(record);
        m_preview.taken += reason.empty() ? 1 : 0;
        if (m_preview.items.size() >= kPreviewItems)
            return;
        const fs::path picture =
            reason.empty() ? m_locator.find(std::string(trimmed(record.image))).path : fs::path();
        m_preview.items.push_back({shown(record.image), shown(record.caption), picture, std::move(reason)});
    }

    ImportPreview& m_preview;
    ImageLocator& m_locator;
    DatasetBuilder m_builder;
    bool m_countAll;
    const std::stop_token& m_stop;
    std::unordered_set<std::string> m_images; // names
};

} // namespace

ImportPreview previewImport(const ImportOptions& options, const std::stop_token& stop,
                            const PreviewLimits& limits) {
    throwIfStopped(stop);
    ImportPreview preview;
    preview.file = findCaptionFile(options.captions);
    ImageLocator locator(importFolders(options.imageFolder, options.captions, preview.file), stop, {},
                         limits.pictureFiles);
    const Head head = readHead(preview.file, limits.headBytes);
    preview.format = options.format.empty() ? &recogniseFormat(head.text) : &captionFormat(options.format);
    PreviewTaker taker(preview, locator, !head.cut && head.text.size() <= limits.countBytes, stop);
    try {
        preview.format->read(head.text, preview.file.string(), taker.sink());
        preview.whole = !head.cut;
    } catch (const Enough&) { // the rest looks like this
    } catch (const Error&) {
        if (!head.cut) // else it broke off where the reading was cut
            throw;
    }
    taker.finish();
    return preview;
}

} // namespace crossview
