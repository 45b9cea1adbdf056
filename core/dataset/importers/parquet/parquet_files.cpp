#include "dataset/importers/parquet/parquet_files.h"

#include "common/error.h"
#include "dataset/importers/json_records.h"
#include "dataset/importers/parquet/parquet_rows.h"
#include "dataset/importers/shards/unpacked_pictures.h"
#include "dataset/locating/image_file.h"
#include "dataset/locating/picture_walk.h"
#include "dataset/tables/column_names.h"
#include "files/file_handle.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <set>
#include <span>
#include <string>
#include <tuple>

namespace crossview {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kMagic = "PAR1";
constexpr std::size_t kRowsAtOnce = 256; // of JSON lines that are parsed together
constexpr const char* kMetadata = "metadata";

/// What a file name is sorted by: metadata_2 before metadata_10.
std::tuple<std::string, unsigned long long, std::string> orderOf(const fs::path& file) {
    const std::string stem = file.stem().string();
    const std::size_t end = stem.find_last_of("0123456789");
    if (end == std::string::npos)
        return {stem, 0, stem};
    const std::size_t before = stem.find_last_not_of("0123456789", end);
    const std::size_t begin = before == std::string::npos ? 0 : before + 1;
    const std::string digits = stem.substr(begin, std::min<std::size_t>(end + 1 - begin, 18));
    return {stem.substr(0, begin), std::stoull(digits), stem};
}

std::vector<fs::path> listed(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(folder, code))
        if (!isHidden(entry.path()) && lowerAscii(entry.path().extension().string()) == ".parquet" &&
            isParquetFile(entry.path()))
            files.push_back(entry.path());
    std::sort(files.begin(), files.end(),
              [](const fs::path& a, const fs::path& b) { return orderOf(a) < orderOf(b); });
    return files;
}

bool isOneOf(const std::string& name, std::span<const std::string_view> names) {
    return std::find(names.begin(), names.end(), columnName(name)) != names.end();
}

/// Whether a table can be captions of pictures that are there: img2dataset's own list names only where they
/// were in the web. Of a file that cannot be looked at, unless other things lie beside it.
bool holdsRecords(const fs::path& file, const std::stop_token& stop) {
    try {
        bool caption = false;
        bool picture = false;
        for (const ParquetColumn& column : parquetReader(file).columns(file)) {
            caption = caption || isOneOf(column.name, captionColumnNames()) ||
                      isNumberedCaption(columnName(column.name));
            const std::string name = columnName(column.name);
            picture = picture || column.holdsPictures ||
                      (isOneOf(column.name, imageColumnNames()) && name != "url" && name != "image_url");
        }
        return caption && picture;
    } catch (const Error&) {
        bool alone = true;
        walkPictures({file.parent_path()}, stop, [&](const fs::path&) { return alone = false; });
        return alone;
    }
}

std::vector<fs::path> archivesOf(const fs::path& given, bool asked, const std::stop_token& stop) {
    std::error_code code;
    if (!fs::is_directory(given, code))
        return asked || isParquetFile(given) ? std::vector{given} : std::vector<fs::path>();
    std::vector<fs::path> files = parquetFilesIn(given);
    if (!files.empty() && !asked && !holdsRecords(files.front(), stop))
        files.clear();
    return files;
}

/// The ending of a picture by its first bytes.
const char* endingOf(std::string_view bytes) {
    return bytes.starts_with("\x89PNG")    ? ".png"
           : bytes.starts_with("RIFF")     ? ".webp"
           : bytes.starts_with("BM")       ? ".bmp"
           : bytes.starts_with("\xff\xd8") ? ".jpg"
                                           : ".tif";
}

/// Gives rows to the parser of records, some hundred at once, and their pictures to the disk.
class RowTaker {
public:
    RowTaker(const fs::path& file, UnpackedPictures* pictures, const CaptionSink& sink,
             const std::stop_token& stop)
        : m_file(file), m_pictures(pictures), m_sink(sink), m_stop(stop) {}

    void read() {
        parquetReader(m_file).read(m_file,
                                   {[this](std::size_t row, std::string_view bytes, const std::string& path) {
                                        return keep(row, bytes, path);
                                    },
                                    [this](std::size_t row, const std::string& json) { take(row, json); },
                                    [this](std::size_t done, std::size_t total) { advance(done, total); }});
        parse();
    }

private:
    std::string keep(std::size_t row, std::string_view bytes, const std::string& path) {
        throwIfStopped(m_stop);
        const std::string reason =
            whyNoImage(bytes, m_file / (path.empty() ? fmt::format("row {}", row) : path));
        if (!reason.empty()) {
            m_sink.problem(row, reason);
            m_damaged.insert(row);
            return {};
        }
        const std::string name = fmt::format("{:08}{}", row, endingOf(bytes));
        if (m_pictures == nullptr)
            return m_file.filename().string() + '/' + name;
        const fs::path file = m_pictures->folderOf(m_file) / name;
        bool given = false;
        m_pictures->write(file, bytes.size(), [&]() -> std::span<const std::byte> {
            return std::exchange(given, true) ? std::span<const std::byte>()
                                              : std::as_bytes(std::span(bytes));
        });
        return file.string();
    }

    /// In bytes of the file, as other archives tell it.
    void advance(std::size_t done, std::size_t total) const {
        std::error_code code;
        const auto bytes = fs::file_size(m_file, code);
        if (!code && total > 0)
            m_sink.advance(static_cast<std::size_t>(static_cast<double>(bytes) * static_cast<double>(done) /
                                                    static_cast<double>(total)),
                           bytes);
    }

    void take(std::size_t row, const std::string& json) {
        throwIfStopped(m_stop);
        if (m_lines.empty())
            m_first = row;
        m_lines += m_damaged.erase(row) > 0 ? "\n" : json + '\n'; // a line a row: its number is the row's
        if (row - m_first + 1 >= kRowsAtOnce)
            parse();
    }

    void parse() {
        const std::size_t before = m_first - 1;
        const CaptionSink moved{
            [&](const CaptionRecord& record) {
                CaptionRecord placed = record;
                placed.line += before;
                m_sink.record(placed);
            },
            [&](std::size_t line, const std::string& reason) { m_sink.problem(line + before, reason); },
            [&](const std::string& note) {
                if (m_noted.insert(note).second)
                    m_sink.note(note);
            },
            [](std::size_t, std::size_t) {}};
        if (!m_lines.empty())
            parseJsonLines(m_lines, moved);
        m_lines.clear();
    }

    const fs::path& m_file;
    UnpackedPictures* m_pictures;
    const CaptionSink& m_sink;
    const std::stop_token& m_stop;
    std::string m_lines;
    std::size_t m_first = 1; // row of the first line
    std::set<std::size_t> m_damaged;
    std::set<std::string> m_noted;
};

void readParquet(const fs::path& file, UnpackedPictures* pictures, const CaptionSink& sink,
                 const std::stop_token& stop) {
    RowTaker(file, pictures, sink, stop).read();
}

} // namespace

bool isParquetFile(const fs::path& file) {
    try {
        std::array<char, kMagic.size()> head{};
        const std::size_t count =
            readSome(openForReading(file), std::as_writable_bytes(std::span(head)), file);
        return std::string_view(head.data(), count) == kMagic;
    } catch (const Error&) {
        return false;
    }
}

std::vector<fs::path> parquetFilesIn(const fs::path& folder) {
    std::vector<fs::path> files = listed(folder);
    return files.empty() ? listed(folder / "data") : files;
}

const CaptionFormat& parquetFormat() {
    static const CaptionFormat kFormat = [] {
        CaptionFormat format;
        format.key = "parquet";
        format.name = "Parquet";
        format.description =
            "a table, or a folder of them, with or without the pictures (Hugging Face, pandas); "
            "read where Arrow is installed";
        format.archivesOf = &archivesOf;
        format.readArchive = &readParquet;
        return format;
    }();
    return kFormat;
}

ImportOptions withMetadata(ImportOptions options, const fs::path& folder) {
    if (hasParquetReader() && !listed(folder / kMetadata).empty()) {
        options.captions = folder / kMetadata;
        options.format = parquetFormat().key;
    }
    return options;
}

} // namespace crossview
