#include "said.h"
#include "scratch_folder.h"

#include "files/checked_json.h"

#include <cstddef>
#include <cstdint>

using namespace crossview;
using namespace crossview::fuzz;

/// A JSON file as it is; and what it holds, written with its sum and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const ScratchFolder folder;
    const std::string_view text = asText(data, size);
    writeScratch(folder / "foreign.json", text);
    doneOrSaid([&] { readCheckedJson(folder / "foreign.json"); });
    nlohmann::json object = parseForeignJson(text);
    if (!object.is_object())
        return 0;
    object.erase("sum");
    writeCheckedJson(folder / "ours.json", object);
    require(readCheckedJson(folder / "ours.json") == object);
    return 0;
}
