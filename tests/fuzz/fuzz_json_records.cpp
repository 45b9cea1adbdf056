#include "checked_sink.h"
#include "said.h"
#include "scratch_folder.h"

#include "dataset/importers/json_captions.h"
#include "dataset/importers/json_records.h"

#include <cstddef>
#include <cstdint>

using namespace crossview::fuzz;

/// Records in JSON lines, lists and objects; also as what lies beside one picture.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = asText(data, size);
    CheckedSink checked;
    doneOrSaid([&] { crossview::parseJsonRecords(text, "records", checked.sink()); });
    for (const std::string& caption : crossview::captionsInJson(text))
        require(!caption.empty());
    return 0;
}
