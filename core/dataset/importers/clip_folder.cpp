#include "dataset/importers/clip_folder.h"

#include "common/error.h"
#include "dataset/importers/caption_text.h"
#include "dataset/importers/feature_rows.h"
#include "dataset/tables/table_columns.h"
#include "dataset/tables/table_rows.h"

#include <algorithm>
#include <fmt/format.h>

namespace crossview {

namespace fs = std::filesystem;

namespace {

constexpr const char* kImages = "img_emb";
constexpr const char* kTexts = "text_emb";
constexpr const char* kMetadata = "metadata";

bool recogniseClip(const fs::path& folder, const std::stop_token&) {
    std::error_code missing;
    return fs::is_directory(folder / kImages, missing) && fs::is_directory(folder / kTexts, missing);
}

/// Tables of metadata as text, in the order of their numbers, which have one length.
std::vector<fs::path> tablesIn(const fs::path& folder) {
    std::vector<fs::path> tables;
    std::error_code missing;
    for (fs::directory_iterator entry(folder / kMetadata, missing), end; !missing && entry != end;
         entry.increment(missing))
        if (const fs::path ending = entry->path().extension(); ending == ".tsv" || ending == ".csv")
            tables.push_back(entry->path());
    std::ranges::sort(tables, [](const fs::path& a, const fs::path& b) {
        const std::string first = a.filename().string();
        const std::string second = b.filename().string();
        return std::pair(first.size(), first) < std::pair(second.size(), second);
    });
    return tables;
}

/// What a row is called, both ways.
struct RowTitle {
    std::string image;
    std::string caption;
};

void readTable(const fs::path& file, std::vector<RowTitle>& titles) {
    const CaptionText text = readCaptionText(file);
    TableRowReader reader(text.text, file.extension() == ".csv" ? ',' : '\t');
    TableRow row;
    if (!reader.next(row))
        return;
    const TableColumns columns = columnsNamed(row);
    if (!columns.complete())
        throw Error(
            fmt::format("{} has no columns image_path and caption: name them so, or take the file out "
                        "of the folder.",
                        file.string()));
    while (reader.next(row)) {
        if (row.fields.size() < columns.least())
            throw Error(fmt::format("{}:{} has {} columns, {} are needed: mend that line.", file.string(),
                                    row.line, row.fields.size(), columns.least()));
        titles.push_back({row.fields[*columns.image], row.fields[columns.captions.front()]});
    }
}

void readClip(const fs::path& folder, const CaptionSink& sink, const std::stop_token& stop) {
    const std::size_t rows = openFeatures(folder, View::image).rows();
    std::vector<RowTitle> titles;
    const std::vector<fs::path> tables = tablesIn(folder);
    for (const fs::path& table : tables)
        readTable(table, titles);
    if (!titles.empty() && titles.size() != rows)
        throw Error(fmt::format("{} names {} rows and {} holds {}: they need as many.",
                                (folder / kMetadata).string(), titles.size(), (folder / kImages).string(),
                                rows));
    sink.note(
        titles.empty()
            ? fmt::format("{}: rows are called by their numbers{}", folder.string(),
                          fs::exists(folder / kMetadata) ? " (Parquet files of metadata are not read)" : "")
            : fmt::format("rows are called as {} says", (folder / kMetadata).string()));
    for (std::size_t r = 0; r < rows; ++r) {
        if (r % 1024 == 0)
            throwIfStopped(stop);
        if (titles.empty()) {
            const std::string name = fmt::format("row {}", r);
            sink.record({name, name, {}, {}, 0});
        } else {
            sink.record({titles[r].image, titles[r].caption, {}, {}, 0});
        }
    }
    sink.advance(rows, rows);
}

std::vector<fs::path> clipImages(const fs::path& folder) {
    return {folder};
}

fs::path clipTexts(const fs::path& folder) {
    return folder;
}

} // namespace

const CaptionFormat& clipFormat() {
    static const CaptionFormat kFormat{"clip",
                                       "Embeddings of clip-retrieval",
                                       "a folder with img_emb/img_emb_0.npy and text_emb/text_emb_0.npy",
                                       {},
                                       nullptr,
                                       nullptr,
                                       &recogniseClip,
                                       &readClip,
                                       &clipImages,
                                       &clipTexts};
    return kFormat;
}

} // namespace crossview
