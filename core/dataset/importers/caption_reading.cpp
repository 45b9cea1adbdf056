#include "dataset/importers/caption_reading.h"

#include "common/error.h"
#include "dataset/importers/caption_text.h"
#include "dataset/importers/formats.h"

#include <algorithm>
#include <set>

namespace crossview {

namespace fs = std::filesystem;

namespace {

/// A sink whose problems and notes name the file, and whose captions lie in the file's split where they name
/// none themselves.
CaptionSink sinkFor(const fs::path& file, const std::string& split, const CaptionTaker& taker) {
    return {[&](const CaptionRecord& record) {
                CaptionRecord placed = record;
                if (placed.split.empty())
                    placed.split = split;
                taker.record(placed);
            },
            [&](std::size_t line, const std::string& reason) { taker.problem(file, line, reason); },
            [&](const std::string& note) { taker.note(file.string() + ": " + note); }, taker.advance};
}

/// Reads archives one after the other: one progress for all, and what is said of several said once.
void readArchives(const CaptionSource& source, UnpackedPictures* pictures, const std::stop_token& stop,
                  const CaptionTaker& taker) {
    std::size_t total = 0;
    std::string splits;
    std::set<std::string> said;
    for (const CaptionFile& file : source.files) {
        std::error_code code;
        const auto size = fs::file_size(file.path, code);
        total += code ? 0 : size;
        if (!file.split.empty() && said.insert(file.split).second)
            splits += (splits.empty() ? "" : ", ") + file.split;
    }
    taker.note(source.place().string() + ": " + source.archiveFormat->name +
               (source.files.size() == 1 ? "" : ", " + std::to_string(source.files.size()) + " of them") +
               (splits.empty() ? "" : "; splits from their names: " + splits));
    std::size_t before = 0;
    said.clear();
    for (const CaptionFile& file : source.files) {
        taker.file(file.path, *source.archiveFormat);
        CaptionSink sink = sinkFor(file.path, file.split, taker);
        sink.note = [&](const std::string& note) {
            if (said.insert(note).second)
                taker.note(source.place().string() + ": " + note);
        };
        std::size_t read = 0;
        sink.advance = [&](std::size_t done, std::size_t) {
            read = done;
            taker.advance(std::min(before + done, total), total);
        };
        source.archiveFormat->readArchive(file.path, pictures, sink, stop);
        before += read;
    }
}

} // namespace

bool readCaptions(const CaptionSource& source, const CaptionFormat* asked, bool lookBeside,
                  ImageLocator& locator, UnpackedPictures* pictures, const std::stop_token& stop,
                  const CaptionTaker& taker, std::size_t most) {
    if (source.archiveFormat) {
        readArchives(source, pictures, stop, taker);
        return true;
    }
    if (source.folderFormat) {
        taker.note(source.given.string() + ": " + source.folderFormat->name);
        taker.file(source.given, *source.folderFormat);
        source.folderFormat->readFolder(source.given, sinkFor(source.given, {}, taker), stop);
        return true;
    }
    bool whole = true;
    for (const CaptionFile& file : source.files) {
        const CaptionText text = readCaptionText(file.path, most);
        const CaptionFormat& format = asked ? *asked : recogniseFormat(text.text);
        whole = whole && !text.cut;
        taker.note(
            file.path.string() + ": " + format.name + (text.note.empty() ? "" : "; " + text.note) +
            (file.split.empty() ? "" : "; the split is " + file.split + " where no column says otherwise"));
        taker.file(file.path, format);
        locator.beginFile(text.text, lookBeside && source.files.size() > 1
                                         ? fs::absolute(file.path).lexically_normal().parent_path()
                                         : fs::path());
        try {
            format.read(text.text, file.path.string(), sinkFor(file.path, file.split, taker));
        } catch (const Error&) {
            if (!text.cut) // else it broke off where the reading was cut
                throw;
        }
    }
    return whole;
}

} // namespace crossview
