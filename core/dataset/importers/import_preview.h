#pragma once

#include "dataset/importers/caption_format.h"
#include "dataset/importers/importer.h"

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace crossview {

/// One caption as an import would see it.
struct PreviewItem {
    std::string image;             ///< the picture's name in the file
    std::string caption;           ///< on one line
    std::filesystem::path picture; ///< the file that was found, or would be unpacked (archive/member); empty
                                   ///< when the caption would be skipped
    std::string reason;            ///< why it would be skipped; empty when it would be taken
};

/// What an import would bring, by a look at the beginning of the file.
struct ImportPreview {
    std::filesystem::path file;            ///< the caption file itself, or the folder of several
    const CaptionFormat* format = nullptr; ///< asked for or recognised; never null
    std::vector<PreviewItem> items;        ///< the first kPreviewItems captions
    std::size_t images = 0;                ///< pictures named in what was read
    std::size_t captions = 0;              ///< captions in what was read
    bool whole = false;                    ///< the whole file was read: images and captions are its counts
    std::size_t checked = 0;               ///< captions, from the first one, whose pictures were looked for
    std::size_t taken = 0;                 ///< of the checked ones, those that would be taken
    std::vector<ImportProblem> problems;   ///< reasons among the checked ones
    std::size_t problemCount = 0;          ///< entries among the checked ones that would be skipped
    std::vector<ImportProblem> remarks;    ///< as in ImportResult, among the checked ones
    std::vector<std::string> notes;        ///< as in ImportResult
};

inline constexpr std::size_t kPreviewItems = 12;
inline constexpr std::size_t kPreviewChecked = 200; ///< captions whose pictures are looked for

/// How far a preview goes; the defaults keep it below about a second and 100 MB.
struct PreviewLimits {
    std::size_t headBytes = std::size_t{64} << 20;  ///< of the file that are read at all
    std::size_t countBytes = std::size_t{16} << 20; ///< a file up to this size is read to its end and counted
    std::size_t pictureFiles = 50'000;              ///< files and folders that are looked at for pictures
};

/// Looks at what importDataset() would import, and writes nothing. Throws Error with the same sentences when
/// nothing can be read; Cancelled on a stop.
ImportPreview previewImport(const ImportOptions& options, const std::stop_token& stop = {},
                            const PreviewLimits& limits = {});

} // namespace crossview
