#include "said.h"
#include "scratch_folder.h"

#include "common/unicode_text.h"
#include "dataset/locating/image_locator.h"
#include "dataset/locating/picture_name.h"
#include "dataset/tables/list_cell.h"

#include <cstddef>
#include <cstdint>

using namespace crossview::fuzz;

/// A name of a picture as a table may spell it, looked up; also as a cell that may hold a list.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const ScratchFolder folder;
    writeScratch(folder / "a.jpg", "\xff\xd8\xff\xe0");
    const std::string name(asText(data, size));
    const auto spellings = crossview::pictureNameSpellings(name);
    require(name.empty() || !spellings.empty());
    crossview::pictureNumber(name);
    // A key stays what it is.
    const std::string key = crossview::foldedName(name);
    require(crossview::foldedName(key) == key);
    crossview::listInCell(name);
    crossview::ImageLocator locator({folder.path()}, {}, {});
    locator.beginFile(name);
    if (name.find('\0') == std::string::npos) // the builder refuses it before
        locator.find(name);
    return 0;
}
