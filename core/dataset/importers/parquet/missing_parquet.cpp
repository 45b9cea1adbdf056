#include "common/error.h"
#include "dataset/importers/parquet/parquet_rows.h"

namespace crossview {

bool hasParquetReader() {
    return false;
}

const ParquetReader& parquetReader(const std::filesystem::path& file) {
    throw Error(file.string() +
                " is a Parquet file, and this Crossview was built without Arrow, which reads "
                "them: install Python's pyarrow (pip install pyarrow) and build again, or save "
                "the table as CSV or JSON lines.");
}

} // namespace crossview
