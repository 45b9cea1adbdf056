#include "said.h"
#include "scratch_folder.h"

#include "dataset/edits/data_edit.h"
#include "files/checked_json.h"
#include "options/data_edit_json.h"

#include <cstddef>
#include <cstdint>
#include <memory>

using namespace crossview;
using namespace crossview::fuzz;

/// Edits of somebody else's project, made in a small data set, and written again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto imported = std::make_shared<const Dataset>(
        Dataset("fuzz", std::vector<ImageItem>(3), {{"a dog", ""}, {"a cat", ""}},
                Relation(3, 2, {{0, 0}, {1, 1}, {2, 1}}), {})
            .withColumns({{"tone", View::sentence, ItemColumn::Kind::text, {}, {0, -1}, {"sad"}}}));
    doneOrSaid([&] {
        const std::vector<DataEdit> edits = dataEditsFromJson(parseForeignJson(asText(data, size)));
        require(dataEditsFromJson(toJson(edits)) == edits);
        const EditedData made = edited(imported, edits);
        require(canBeMade(edits, *imported));
        require(made.dataset->images().size() == 3 && made.dataset->sentences().size() >= 2);
        require(made.dataset->columns().front().size() == made.dataset->sentences().size());
    });
    return 0;
}
