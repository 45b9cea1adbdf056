#include "common/error.h"
#include "common/shown_name.h"
#include "dataset/importers/parquet/parquet_rows.h"
#include "files/plain_file.h"

#include <arrow/api.h>
#include <arrow/io/file.h>
#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <parquet/arrow/reader.h>
#include <parquet/properties.h>
#include <string>
#include <utility>

namespace crossview {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::int64_t kRowsAtOnce = 32;                    // each may hold a picture
constexpr std::int64_t kMostMemory = std::int64_t{2} << 30; // bytes, whatever a file claims

[[noreturn]] void refuse(const fs::path& file, const std::string& reason) {
    throw Error(fmt::format("{} is no Parquet file that can be read ({}): write or download it again.",
                            file.string(), shownName(reason)));
}

template <typename T>
T valueOf(arrow::Result<T> result, const fs::path& file) {
    if (!result.ok())
        refuse(file, result.status().message());
    return std::move(result).ValueOrDie();
}

void require(const arrow::Status& status, const fs::path& file) {
    if (!status.ok())
        refuse(file, status.message());
}

bool isText(const arrow::DataType& type) {
    return type.id() == arrow::Type::STRING || type.id() == arrow::Type::LARGE_STRING;
}

bool isBytes(const arrow::DataType& type) {
    return type.id() == arrow::Type::BINARY || type.id() == arrow::Type::LARGE_BINARY;
}

/// The part of a structure that holds the bytes of a picture; -1 where none does.
int bytesOf(const arrow::DataType& type) {
    for (int f = 0; type.id() == arrow::Type::STRUCT && f < type.num_fields(); ++f)
        if (type.field(f)->name() == "bytes" && isBytes(*type.field(f)->type()))
            return f;
    return -1;
}

bool isListOfTexts(const arrow::DataType& type) {
    return (type.id() == arrow::Type::LIST || type.id() == arrow::Type::LARGE_LIST) &&
           type.num_fields() == 1 && isText(*type.field(0)->type());
}

bool isNumber(const arrow::DataType& type) {
    return arrow::is_integer(type.id());
}

/// A text or bytes of an array of either width; nothing where it is missing.
std::optional<std::string_view> bytesAt(const arrow::Array& array, std::int64_t row) {
    if (array.IsNull(row))
        return std::nullopt;
    if (const auto* narrow = dynamic_cast<const arrow::BinaryArray*>(&array)) // StringArray is one
        return narrow->GetView(row);
    if (const auto* wide = dynamic_cast<const arrow::LargeBinaryArray*>(&array))
        return wide->GetView(row);
    return std::nullopt;
}

std::string textAt(const arrow::Array& array, std::int64_t row) {
    return std::string(bytesAt(array, row).value_or(std::string_view()));
}

Json listAt(const arrow::Array& array, std::int64_t row) {
    Json texts = Json::array();
    std::shared_ptr<arrow::Array> values;
    if (array.IsNull(row))
        return texts;
    if (const auto* narrow = dynamic_cast<const arrow::ListArray*>(&array))
        values = narrow->value_slice(row);
    else if (const auto* wide = dynamic_cast<const arrow::LargeListArray*>(&array))
        values = wide->value_slice(row);
    for (std::int64_t v = 0; values && v < values->length(); ++v)
        texts.push_back(textAt(*values, v));
    return texts;
}

/// The table in a file, opened.
class OpenedTable {
public:
    explicit OpenedTable(const fs::path& file) : m_file(file) {
        // The descriptor becomes Arrow's.
        auto source = valueOf(arrow::io::ReadableFile::Open(openPlainForReading(file).release()), file);
        parquet::ReaderProperties properties(&m_memory);
        properties.enable_buffered_stream(); // a piece of a column at a time, not the column
        parquet::ArrowReaderProperties arrowProperties(false);
        arrowProperties.set_batch_size(kRowsAtOnce);
        arrowProperties.set_pre_buffer(false);
        parquet::arrow::FileReaderBuilder builder;
        builder.memory_pool(&m_memory);
        require(builder.Open(std::move(source), properties), file);
        builder.properties(arrowProperties);
        require(builder.Build(&m_reader), file);
        require(m_reader->GetSchema(&m_schema), file);
    }

    std::vector<ParquetColumn> columns() const {
        std::vector<ParquetColumn> columns;
        for (const auto& field : m_schema->fields()) {
            const arrow::DataType& type = *field->type();
            if (isPicture(*field))
                columns.push_back({field->name(), true});
            else if (isText(type) || isListOfTexts(type) || isNumber(type))
                columns.push_back({field->name(), false});
        }
        return columns;
    }

    void read(const ParquetSink& sink) {
        const auto total = static_cast<std::size_t>(
            std::max<std::int64_t>(0, m_reader->parquet_reader()->metadata()->num_rows()));
        std::vector<int> groups(static_cast<std::size_t>(m_reader->num_row_groups()));
        for (std::size_t g = 0; g < groups.size(); ++g)
            groups[g] = static_cast<int>(g);
        const auto batches = valueOf(m_reader->GetRecordBatchReader(groups, leaves()), m_file);
        std::size_t row = 0;
        for (;;) {
            std::shared_ptr<arrow::RecordBatch> batch;
            require(batches->ReadNext(&batch), m_file);
            if (!batch)
                break;
            require(batch->ValidateFull(), m_file);
            for (std::int64_t r = 0; r < batch->num_rows(); ++r)
                giveRow(*batch, r, ++row, sink);
            sink.advance(std::min(row, total), total);
        }
    }

private:
    static bool isPicture(const arrow::Field& field) {
        return bytesOf(*field.type()) >= 0 || isBytes(*field.type());
    }

    /// The leaves of the columns that are read: a list of half a million numbers beside a caption is not.
    std::vector<int> leaves() const {
        std::vector<int> chosen;
        const parquet::SchemaDescriptor& schema = *m_reader->parquet_reader()->metadata()->schema();
        for (int leaf = 0; leaf < schema.num_columns(); ++leaf) {
            const std::string root = schema.GetColumnRoot(leaf)->name();
            for (const ParquetColumn& column : columns())
                if (column.name == root) {
                    chosen.push_back(leaf);
                    break;
                }
        }
        return chosen;
    }

    void giveRow(const arrow::RecordBatch& batch, std::int64_t at, std::size_t row,
                 const ParquetSink& sink) const {
        Json object = Json::object();
        for (int c = 0; c < batch.num_columns(); ++c) {
            const arrow::Array& array = *batch.column(c);
            const arrow::DataType& type = *array.type();
            Json& cell = object[batch.column_name(c)];
            if (isText(type)) {
                cell = textAt(array, at);
            } else if (isListOfTexts(type)) {
                cell = listAt(array, at);
            } else if (isNumber(type)) {
                const auto number = valueOf(array.GetScalar(at), m_file);
                cell = number->is_valid ? number->ToString() : std::string();
            } else if (isBytes(type)) {
                if (const auto bytes = bytesAt(array, at))
                    cell = sink.picture(row, *bytes, {});
            } else if (const int part = bytesOf(type); part >= 0) {
                const auto& parts = dynamic_cast<const arrow::StructArray&>(array);
                const std::shared_ptr<arrow::Array> path = parts.GetFieldByName("path");
                const std::string name = path && !parts.IsNull(at) ? textAt(*path, at) : std::string();
                const auto bytes = parts.IsNull(at) ? std::nullopt : bytesAt(*parts.field(part), at);
                cell = bytes ? sink.picture(row, *bytes, name) : name;
            }
        }
        sink.row(row, object.dump(-1, ' ', false, Json::error_handler_t::replace));
    }

    fs::path m_file;
    arrow::CappedMemoryPool m_memory{arrow::default_memory_pool(), kMostMemory};
    std::unique_ptr<parquet::arrow::FileReader> m_reader;
    std::shared_ptr<arrow::Schema> m_schema;
};

/// Runs a reading; what Arrow throws is an Error.
template <typename Work>
auto told(const fs::path& file, const Work& work) {
    try {
        return work();
    } catch (const parquet::ParquetException& error) {
        refuse(file, error.what());
    } catch (const std::bad_alloc&) {
        refuse(file, "it asks for more memory than there is");
    } catch (const std::length_error& error) {
        refuse(file, error.what());
    }
}

std::vector<ParquetColumn> columnsIn(const fs::path& file) {
    return told(file, [&] { return OpenedTable(file).columns(); });
}

void read(const fs::path& file, const ParquetSink& sink) {
    told(file, [&] { OpenedTable(file).read(sink); });
}

} // namespace

const ParquetReader& arrowParquetReader() {
    static constexpr ParquetReader kReader{&columnsIn, &read};
    return kReader;
}

} // namespace crossview
