#include "dataset/importers/shards/webdataset.h"

#include "dataset/importers/shards/shard_samples.h"
#include "dataset/importers/shards/tar_files.h"

namespace crossview {

namespace fs = std::filesystem;

namespace {

/// A folder stands for its archives where the first of them holds captions: one of pictures alone may lie
/// beside a table of their captions.
std::vector<fs::path> archivesOf(const fs::path& given, bool asked, const std::stop_token& stop) {
    std::error_code code;
    if (!fs::is_directory(given, code))
        return asked || isTarFile(given) ? std::vector{given} : std::vector<fs::path>();
    std::vector<fs::path> archives = tarFilesIn(given, stop);
    if (!archives.empty() && !asked && !holdsSamples(archives.front(), stop))
        archives.clear();
    return archives;
}

} // namespace

const CaptionFormat& webdatasetFormat() {
    static const CaptionFormat kFormat = [] {
        CaptionFormat format;
        format.key = "webdataset";
        format.name = "Archives of pictures and captions";
        format.description = "a .tar (.tar.gz, .tar.zst), or a folder of them, with a.jpg and a.txt or "
                             "a.json for each picture";
        format.archivesOf = &archivesOf;
        format.readArchive = &readShard;
        return format;
    }();
    return kFormat;
}

} // namespace crossview
