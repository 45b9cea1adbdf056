#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// A column of a Parquet file that is read: texts, lists of texts, whole numbers, and pictures.
struct ParquetColumn {
    std::string name;
    bool holdsPictures = false; ///< bytes, alone or beside a path, as Hugging Face's datasets write them
};

/// Where rows go; all are set, and each may throw to end the reading.
struct ParquetSink {
    /// The bytes of a picture in a row (counted from 1) and the path that stands beside them, which may be
    /// empty. Returns what the row names it by.
    std::function<std::string(std::size_t row, std::string_view bytes, const std::string& path)> picture;
    /// The row as a JSON object of its columns on one line; a missing text is "".
    std::function<void(std::size_t row, const std::string& json)> row;
    std::function<void(std::size_t done, std::size_t total)> advance; ///< rows
};

/// The reader of Parquet. Behind pointers because its library takes long to load, and is not everywhere. Of
/// a file a few hundred rows are in memory at once. Throw Error that names the file and what is wrong.
struct ParquetReader {
    std::vector<ParquetColumn> (*columns)(const std::filesystem::path& file) = nullptr;
    void (*read)(const std::filesystem::path& file, const ParquetSink& sink) = nullptr;
};

/// Where it is linked.
const ParquetReader& arrowParquetReader();

/// Whether this Crossview was built with one.
bool hasParquetReader();

/// The one of this program, loaded at the first call (loaded_parquet.cpp) or linked
/// (linked_parquet.cpp). Throws Error that says what to
/// install where there is none (missing_parquet.cpp), with `file`, which was to be read.
const ParquetReader& parquetReader(const std::filesystem::path& file);

/// The function of kParquetModule that returns it.
inline constexpr const char* kParquetFunction = "crossview_parquet_reader";
using ParquetFunction = const ParquetReader*();

} // namespace crossview
