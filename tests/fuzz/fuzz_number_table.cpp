#include "arrays/array_file.h"
#include "arrays/row_names.h"
#include "common/error.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const crossview::ArrayFile file(std::as_bytes(std::span(data, size)), "fuzz.csv");
        const std::vector<std::string> names = file.rowNames();
        const crossview::Matrix matrix = file.read();
        // A value takes a byte and a separator at least; names are one for each row, or none.
        if (matrix.rows() != file.rows() || matrix.cols() != file.columns() || matrix.size() > size ||
            (!names.empty() && names.size() != matrix.rows()))
            std::abort();
        const crossview::RowNames rows(names, "fuzz.csv");
        for (std::size_t r = 0; r < names.size(); ++r)
            if (rows.rowOf(names[r]) != static_cast<std::int32_t>(r))
                std::abort();
    } catch (const crossview::Error&) {
        return 0; // said in a sentence; everything else is a finding
    }
    return 0;
}
