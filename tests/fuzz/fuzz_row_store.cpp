#include "scratch_folder.h"

#include "features/store/row_store.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

using namespace crossview;
using namespace crossview::fuzz;

/// Stored rows (writeParts). Whatever lies there, a row that is added comes back.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const ScratchFolder folder;
    constexpr std::array<std::string_view, 2> kNames{"block.rows", "block.npy"};
    writeParts(asText(data, size), folder.path(), kNames);
    const std::filesystem::path file = folder / "block.npy";
    constexpr std::size_t kWidest = 4096;
    const std::size_t stored = RowStore::storedDimensions(file).value_or(2);
    if (stored > kWidest)
        RowStore(file, stored); // opened, and no row of it asked for
    const std::size_t width = std::min(stored, kWidest);
    const std::vector<float> values(width, 0.5F);
    const std::vector<std::string> keys{"a", "new"};
    {
        RowStore store(file, width);
        for (const std::string& key : keys)
            if (store.knows(key))
                store.rows({&key, 1});
        store.reason("a");
        const std::array<StoredRow, 2> rows{StoredRow{"a", {}, "no\tpicture"}, StoredRow{"new", values, {}}};
        store.append(rows);
    }
    const RowStore again(file, width);
    const Matrix rows = again.rows(keys);
    require(again.reason("a") == "no picture" && !again.reason("new"));
    require(std::ranges::equal(rows.row(1), values));
    return 0;
}
