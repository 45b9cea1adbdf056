#include "common/module.h"
#include "dataset/importers/parquet/parquet_rows.h"

namespace crossview {

bool hasParquetReader() {
    return true;
}

const ParquetReader& parquetReader(const std::filesystem::path& /*file*/) {
    static const ParquetReader& loaded = *moduleFunction<ParquetFunction>(kParquetModule, kParquetFunction)();
    return loaded;
}

} // namespace crossview
