#include "dataset/importers/parquet/parquet_rows.h"

namespace crossview {

bool hasParquetReader() {
    return true;
}

const ParquetReader& parquetReader(const std::filesystem::path& /*file*/) {
    return arrowParquetReader();
}

} // namespace crossview
