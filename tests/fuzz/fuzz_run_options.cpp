#include "said.h"
#include "scratch_folder.h"

#include "options/run_options.h"

#include <cstddef>
#include <cstdint>

using namespace crossview;

/// The options of a run. What is taken can be written and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    RunOptions options;
    if (fuzz::doneOrSaid([&] { options = runOptionsFromJson(fuzz::asText(data, size)); })) {
        const std::string text = toJson(options);
        fuzz::require(toJson(runOptionsFromJson(text)) == text);
    }
    return 0;
}
