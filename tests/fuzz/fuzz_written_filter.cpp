#include "said.h"
#include "scratch_folder.h"

#include "common/error.h"
#include "dataset/columns/written_filter.h"

#include <cstddef>
#include <cstdint>
#include <memory>

using namespace crossview;
using namespace crossview::fuzz;

/// A query with words that filter, asked of a few items.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const KnownColumns columns(
        std::make_shared<const Dataset>(
            Dataset("fuzz", std::vector<ImageItem>(2), {{"a dog", ""}, {"a cat", ""}},
                    Relation(2, 2, {{0, 0}, {1, 1}}), {})
                .withColumns({{"price", View::image, ItemColumn::Kind::number, {3.5, 12}, {}, {}},
                              {"tone", View::sentence, ItemColumn::Kind::text, {}, {0, -1}, {"sad"}}})),
        {});
    const std::string_view query = asText(data, size);
    const WrittenFilter taken = takeFilters(query);
    require(taken.filters.empty() ? taken.text == query : taken.text.size() < query.size());
    require(takeFilters(taken.text).filters.size() <= query.size());
    for (const FilterWord& word : taken.filters) {
        require(!word.column.empty() && !word.values.empty());
        try {
            const ItemMask mask = itemsThatPass(columns, std::vector{conditionOf(word, columns)});
            require(mask.images.size() == 2 && mask.sentences.size() == 2);
        } catch (const Error& error) {
            require(*error.what() != '\0');
        }
    }
    return 0;
}
