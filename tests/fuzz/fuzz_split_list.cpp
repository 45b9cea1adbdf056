#include "said.h"
#include "scratch_folder.h"

#include "dataset/importers/dataset_builder.h"
#include "dataset/importers/split_lists.h"

#include <cstddef>
#include <cstdint>

using namespace crossview;
using namespace crossview::fuzz;

/// A list of a split. Its first line is also tried as the name of one, and as a caption.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const ScratchFolder folder;
    const std::string_view text = asText(data, size);
    const std::string line(text.substr(0, text.find('\n')));
    splitOfListName(line);
    writeScratch(folder / "train.txt", text);
    writeScratch(folder / "test.txt", "a.jpg\n");
    ImageLocator locator({folder.path()}, {}, {});
    DatasetBuilder builder(folder / "captions", locator);
    builder.addWithoutPicture({"a.jpg", "a dog runs", {}, {}, 1});
    builder.addWithoutPicture({"b c.jpg", line, {}, line, 2});
    builder.addWithoutPicture({line, "a cat", {}, {}, 3});
    applySplitLists(folder / "captions", builder);
    const std::size_t pairs = builder.pairCount();
    const ImportResult result = builder.build("fuzz");
    require(pairs == 0 || !result.dataset.images().empty());
    require(result.problemCount >= result.problems.size());
    return 0;
}
